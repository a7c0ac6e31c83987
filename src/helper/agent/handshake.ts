import * as v from 'valibot';
import { SystemProxyStatus } from '../../link/system-proxy.ts';

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

/** What the command line asks of an agent instead, one thing for each connection. */
export const ControlRequest = v.object({
  control: v.literal('system-proxy'),
  key: v.string(),
  want: v.picklist(['status', 'on', 'off']),
  /** Which of several local proxies. */
  port: v.nullable(v.number()),
  takesOver: v.boolean(),
});
export type ControlRequest = v.InferOutput<typeof ControlRequest>;

export const ControlAnswer = v.object({
  status: SystemProxyStatus,
  /** Where the system's settings point, if they are ours. */
  port: v.nullable(v.number()),
});
export type ControlAnswer = v.InferOutput<typeof ControlAnswer>;

/** The agent's answer. After `accepted: false` it closes, and leaves when nobody else needs it. */
export const AgentHello = v.variant('accepted', [
  v.object({ accepted: v.literal(true), version: v.string(), pid: v.number() }),
  v.object({ accepted: v.literal(false), version: v.string(), reason: v.string() }),
]);
export type AgentHello = v.InferOutput<typeof AgentHello>;
