/**
 * The order of the test files: those that take long come first, so that no core waits for the other in the end; the others by
 * what vitest knows of them.
 */
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Ends of the names of what takes longest. */
const LONG = [
  /contract\/[\w-]+\.test\.ts$/,
  /probes-references-\w+\.test\.ts$/,
  /server\/(kept|worlds|shutdown|flow|probe-text|seats)\.test\.ts$/,
  /unit\/(cli-runs|cli-probe|examples|meltingpot-needs|meltingpot-matrix-rates|neuralmmo-order|ppo)\.test\.ts$/,
]

/** Number of the first name that a file has; after all others without. */
const placeOf = ({ moduleId }: TestSpecification): number => {
  const place = LONG.findIndex((name) => name.test(moduleId))
  return place < 0 ? LONG.length : place
}

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    return sorted.sort((one, other) => placeOf(one) - placeOf(other))
  }
}
