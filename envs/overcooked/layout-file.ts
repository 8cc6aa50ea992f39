/** The reference's `.layout` files: one Python dictionary literal each, its keys those of a LayoutDict. */
import { LAYOUT_KEYS, type LayoutDict } from './layout.ts'

/**
 * Reads a `.layout` file. Known: strings in any quotes (neighbours join), numbers, float('inf') and inf, None, True, False, lists,
 * tuples, dictionaries, trailing commas and comments. Throws a SyntaxError with line and column, also for an unknown key. `name`
 * becomes `layout_name`. Whether the values make a kitchen is for `buildLayout` to say.
 */
export function parseLayoutFile(text: string, name?: string): LayoutDict {
  const source: Source = { text, at: 0, where: name ?? 'layout', depth: 0 }
  if (peek(source) !== '{') throw syntax(source, source.at, "'{' of a dictionary")
  const dict = readDict(source, (key, at) => {
    if (!LAYOUT_KEYS.includes(key))
      throw syntax(source, at, `one of: ${LAYOUT_KEYS.join(', ')}`, `unknown key '${key}'`)
  }) as unknown as LayoutDict
  if (peek(source) !== '') throw syntax(source, source.at, 'the end of the file')
  return name === undefined ? dict : { ...dict, layout_name: name }
}

interface Source {
  readonly text: string
  readonly where: string
  /** Next character, and how many brackets are open. */
  at: number
  depth: number
}

const MOST_DEPTH = 20
const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '\n': '',
}

const KNOWN_ESCAPES = Object.keys(ESCAPES)
  .map((char) => JSON.stringify(char))
  .join(' ')

function syntax({ text, where }: Source, at: number, expected: string, got?: string): SyntaxError {
  const lines = text.slice(0, at).split('\n')
  const found = got ?? (at < text.length ? JSON.stringify(text[at]) : 'the end of the file')
  return new SyntaxError(
    `${where}, line ${lines.length}, column ${lines[lines.length - 1].length + 1}: got ${found}, expected ${expected}.`,
  )
}

const BLANK = /(?:\s+|#[^\n]*)*/y

/** Skips spaces and comments; the character there, '' at the end. */
function peek(source: Source): string {
  source.at += matchAt(BLANK, source.text, source.at)![0].length
  return source.text[source.at] ?? ''
}

function readValue(source: Source): unknown {
  const char = peek(source)
  if (char === '{') return readDict(source)
  if (char === '[') return readList(source, ']')
  if (char === '(') return readTuple(source)
  if (char === '"' || char === "'") return readString(source)
  return readWord(source)
}

/** As in Python, a whole number does not begin with 0. */
const NUMBER = /[+-]?(?:\d+\.\d*|\.\d+|\d+(?=[eE])|[1-9]\d*|0+)(?:[eE][+-]?\d+)?/
const INFINITE = /(?<sign>[+-]?)(?<infinite>inf\b|float\(\s*(?<quote>['"])(?<inner>[+-]?)inf(?:inity)?\k<quote>\s*\))/
const WORD = new RegExp(`None\\b|True\\b|False\\b|${INFINITE.source}|${NUMBER.source}`, 'y')
const CONSTANTS: Readonly<Record<string, unknown>> = { None: null, True: true, False: false }

function readWord(source: Source): unknown {
  const { text } = source
  const match = matchAt(WORD, text, source.at)
  if (!match) throw syntax(source, source.at, 'a value: a string, a number, None, True, False, a list or a dictionary')
  const end = source.at + match[0].length
  if (/[\w.]/.test(text[end] ?? '')) throw syntax(source, end, 'the end of the value')
  source.at = end
  const { infinite, sign = '', inner = '' } = match.groups!
  if (infinite !== undefined) return (sign === '-') === (inner === '-') ? Infinity : -Infinity
  return Object.hasOwn(CONSTANTS, match[0]) ? CONSTANTS[match[0]] : Number(match[0])
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(text)
}

/** Reads what stands between brackets, item by item, with commas between. */
function readItems(source: Source, close: string, item: () => void): { comma: boolean } {
  const start = source.at
  if (++source.depth > MOST_DEPTH) throw syntax(source, start, `at most ${MOST_DEPTH} brackets within brackets`)
  source.at++
  let comma = false
  while (peek(source) !== close) {
    item()
    comma = peek(source) === ','
    if (comma) source.at++
    else if (peek(source) !== close) throw syntax(source, source.at, `',' or '${close}'`)
  }
  source.at++
  source.depth--
  return { comma }
}

function readList(source: Source, close: string): unknown[] {
  const list: unknown[] = []
  readItems(source, close, () => list.push(readValue(source)))
  return list
}

/** A tuple, as an array; (x) without a comma is x. */
function readTuple(source: Source): unknown {
  const list: unknown[] = []
  const { comma } = readItems(source, ')', () => list.push(readValue(source)))
  return list.length === 1 && !comma ? list[0] : list
}

/** `check` sees each key, and where it stands, before its value is read. */
function readDict(source: Source, check?: (key: string, at: number) => void): Record<string, unknown> {
  const entries = new Map<string, unknown>()
  readItems(source, '}', () => {
    const char = peek(source)
    const at = source.at
    if (char !== '"' && char !== "'") throw syntax(source, at, 'a key in quotes')
    const key = readString(source)
    if (entries.has(key)) throw syntax(source, at, `each key once, '${key}' came before`)
    check?.(key, at)
    if (peek(source) !== ':') throw syntax(source, source.at, "':'")
    source.at++
    entries.set(key, readValue(source))
  })
  return Object.fromEntries(entries)
}

/** One string, or several next to each other, which Python joins. */
function readString(source: Source): string {
  let all = ''
  for (let char = peek(source); char === '"' || char === "'"; char = peek(source)) all += readQuoted(source, char)
  return all
}

function readQuoted(source: Source, quote: string): string {
  const { text } = source
  const start = source.at
  const close = text.startsWith(quote.repeat(3), start) ? quote.repeat(3) : quote
  let all = ''
  for (source.at += close.length; !text.startsWith(close, source.at); source.at++) {
    let char = text[source.at]
    const open = char === undefined || (char === '\n' && close.length === 1)
    if (open) throw syntax(source, source.at, `${close} to end the string`)
    if (char === '\\') {
      char = ESCAPES[text[++source.at]]
      if (char === undefined) throw syntax(source, source.at, `an escape that is one of: ${KNOWN_ESCAPES}`)
    }
    all += char
  }
  source.at += close.length
  return all
}
