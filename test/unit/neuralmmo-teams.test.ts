import { describe, expect, it } from 'vitest'
import { teamWords, teamsOf } from '../../envs/neuralmmo/survival/teams.ts'
import { survivalBatch, worldOf } from './neuralmmo-permute.ts'

const OPTIONS = { preset: 'small', npcs: 0, center: 16, border: 9, view: null }

describe('teams', () => {
  it('are as equal as can be where their number is given', () => {
    expect(teamsOf({ teams: 3, players: 8 }).members).toEqual([
      [0, 1],
      [2, 3, 4],
      [5, 6, 7],
    ])
  })

  it('are as large as they are said to be, or of whom they are said to be', () => {
    expect(teamsOf({ teams: [1, 3], players: 4 }).members).toEqual([[0], [1, 2, 3]])
    const { members, of, rank } = teamsOf({ teams: [[2, 0], [1]], players: 3 })
    expect(members).toEqual([[2, 0], [1]])
    expect([...of]).toEqual([0, 1, 0])
    expect([...rank]).toEqual([1, 0, 0])
  })

  it('are everyone for itself where none are given', () => {
    expect(teamsOf({ teams: null, players: 3 }).members).toEqual([[0], [1], [2]])
  })

  it.each([
    ['leave nobody out', [[0], [2]], 'agent 1 is in 0'],
    [
      'share nobody',
      [
        [0, 1],
        [1, 2],
      ],
      'agent 1 is in 2',
    ],
    [
      'have nobody whom there is not',
      [
        [0, 1],
        [2, 3],
      ],
      'Got teams [[0,1],[2,3]] of 3 players',
    ],
    ['are as large together as everyone', [2, 2], 'Got teams [2,2] of 3 players'],
    ['are not empty', 4, 'no team empty'],
  ] as const)('%s', (_, teams, message) => {
    expect(() => teamsOf({ teams, players: 3 })).toThrow(message)
  })

  it('begin in a row each, evenly spaced along the edge, elsewhere under another key', () => {
    const starts = [1, 2, 3].map((seed) => {
      const { state, tables } = worldOf(survivalBatch({ ...OPTIONS, players: 24, teams: [8, 8, 4, 4], seed }))
      const { edge, size } = tables.ground
      const places = Array.from({ length: 24 }, (_, agent) => edge.indexOf(state.y[agent] * size + state.x[agent]))
      const steps = (agents: readonly number[]): number[] =>
        agents.slice(1).map((agent, i) => (places[agent] - places[agents[i]] + edge.length) % edge.length)
      for (const members of tables.teams.members) expect(steps(members)).toEqual(members.slice(1).map(() => 1))
      const leaders = tables.teams.members.map(([leader]) => leader).sort((a, b) => places[a] - places[b])
      expect(steps(leaders)).toEqual([16, 16, 16])
      expect([...state.team]).toEqual([...tables.teams.of])
      return places.join()
    })
    expect(new Set(starts).size).toBe(3)
  })

  it('begin on one cell each where bodies share cells', () => {
    const { state } = worldOf(survivalBatch({ ...OPTIONS, players: 24, teams: 2, stacking: true }))
    const cells = Array.from({ length: 24 }, (_, agent) => `${state.x[agent]},${state.y[agent]}`)
    expect(new Set(cells).size).toBe(2)
    expect(new Set(cells.slice(0, 12)).size).toBe(1)
  })

  it('are refused where the edge has no room for them', () => {
    const options = { ...OPTIONS, players: 20, teams: [17, 1, 1, 1] }
    expect(() => survivalBatch(options)).toThrow('Got 4 teams of up to 17 on an edge of 64 cells, 16 a team')
  })

  it('hear their own wherever they are, in the order of names, and nobody else', () => {
    const world = worldOf(survivalBatch({ ...OPTIONS, players: 6, teams: 2 }))
    const { state, live } = world
    state.said.set([5, 6, 7, 8, 0, 9])
    ;[state.x[1], state.y[1]] = [24, 25]
    const words = teamWords(world, 0, 0)
    expect(words).toEqual([
      { name: 1, x: 24, y: 25, word: 6 },
      { name: 2, x: state.x[2], y: state.y[2], word: 7 },
    ])
    live[1] = 0
    expect(teamWords(world, 0, 0).map(({ name }) => name)).toEqual([2])
    expect(teamWords(world, 0, 3).map(({ word }) => word)).toEqual([9])
  })
})
