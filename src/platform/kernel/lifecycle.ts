import { Fault } from './fault.ts'

/** A lifecycle is one array of legal steps; whatever is not in it is refused. */
export interface Edge<State extends string, Event extends string> {
  from: State
  to: State
  by: Event
}

/**
 * @param what the thing's name for the refusal: "申请" and "application"
 * @throws Fault conflict `illegal_transition`
 */
export function step<State extends string, Event extends string>(
  edges: readonly Edge<State, Event>[],
  from: State,
  by: Event,
  what: { zh: string; en: string },
): State {
  const edge = edges.find((e) => e.from === from && e.by === by)
  if (edge) return edge.to
  throw new Fault(
    'conflict',
    'illegal_transition',
    `${what.zh}现在是 ${from}，不能再 ${by}。请刷新后再看。 The ${what.en} is ${from}; it cannot ${by}. Reload it.`,
  )
}
