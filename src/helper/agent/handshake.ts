import * as v from 'valibot';

/** Of the talk between relay and agent: this handshake, and then the link's messages as such. */
export const RELAY_PROTOCOL = 1;

/** A relay's first message. */
export const RelayHello = v.object({
  relayProtocol: v.number(),
  version: v.string(),
  key: v.string(),
  caller: v.string(),
  pid: v.number(),
});
export type RelayHello = v.InferOutput<typeof RelayHello>;

/** The agent's answer. After `accepted: false` it closes, and leaves when nobody else needs it. */
export const AgentHello = v.variant('accepted', [
  v.object({ accepted: v.literal(true), version: v.string(), pid: v.number() }),
  v.object({ accepted: v.literal(false), version: v.string(), reason: v.string() }),
]);
export type AgentHello = v.InferOutput<typeof AgentHello>;
