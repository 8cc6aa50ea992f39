export async function main(argv: string[]) { console.log(argv, import.meta.url, typeof require) }
