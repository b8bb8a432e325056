/** The one way out of the house. What stands behind it is the network, or a played city that answers in its place. */
export interface Outside {
  /** Answers as `fetch` does with `redirect: 'manual'`: any status is an answer, no answer at all rejects. */
  send(request: Request): Promise<Response>
}

/** The network itself. A redirect is handed back, never followed: it would carry credentials to an address nobody wrote down. */
export function liveOutside(): Outside {
  return { send: (request) => fetch(request, { redirect: 'manual' }) }
}

/**
 * An outside that is played, for the demo and the tests: `stagedOutside((request) => getResponse(handlers, request))`.
 * @param answer undefined when nobody plays this address, which is then as unreachable as a name that does not resolve
 */
export function stagedOutside(answer: (request: Request) => Promise<Response | undefined>): Outside {
  return {
    send: async (request) => {
      const response = await answer(request)
      if (!response) throw new TypeError('nobody answers at this address')
      return response
    },
  }
}
