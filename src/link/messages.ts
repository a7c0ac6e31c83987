/**
 * What extension and helper say to each other over native messaging: control messages, and the
 * frames of the pipes. Either side checks what it receives; what does not fit ends the link.
 */
import * as v from 'valibot';
import { IpAddress } from '../meek/fronts/front.ts';
import { HostName } from '../meek/fronts/host-name.ts';
import { ServerPin } from '../meek/fronts/profile.ts';
import { AuthToken } from '../meek/options.ts';
import { ExitCheckResult } from './exit-check.ts';
import { MAX_PAYLOAD_BYTES, MAX_WINDOW_BYTES } from './frames.ts';
import { SystemProxyStatus } from './system-proxy.ts';

/**
 * What helpers of the same protocol may lack, as their hello names it. A helper sends what came
 * later than version 1 only to an extension that has asked for it, and so knows it.
 */
export const Capability = {
  /** It carries out exchanges (`native-exchange.ts`). */
  nativeFronts: 'native-fronts',
  edgePins: 'edge-pins',
  networkName: 'network-name',
  systemProxy: 'system-proxy',
  exitCheck: 'exit-check',
  /** Its local proxy has a PAC file (`proxyPacUrl`). */
  pacFile: 'pac-file',
} as const;
export type Capability = (typeof Capability)[keyof typeof Capability];

/** Edges that the browser may have dialled at once: a message has room for them. */
export const MAX_PINNED_EDGES = 1_000;

/** Of one message in either direction; browsers cap a message to them at 1 MiB. */
export const MAX_MESSAGE_BYTES = 512 * 1024;

const PipeId = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(0x7fff_ffff));
const Port = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535));
const Bytes = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(0x7fff_ffff));
const Window = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_WINDOW_BYTES));
const Offset = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const Session = v.object({
  id: v.pipe(v.string(), v.regex(/^[0-9a-f]{16,128}$/)),
  sentOffset: Offset,
  receivedOffset: Offset,
});
const Text = v.pipe(v.string(), v.maxLength(500));
const Code = v.pipe(v.string(), v.regex(/^[A-Z0-9_]{1,60}$/));
const LinkToken = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const Tunnel = v.object({ pin: ServerPin, token: v.nullable(AuthToken) });

/** Where a host and port are to be dialled. */
export const PinnedEdge = v.object({ host: HostName, port: Port, address: IpAddress });
export type PinnedEdge = v.InferOutput<typeof PinnedEdge>;
const Version = v.pipe(v.string(), v.maxLength(40));
const Protocol = v.pipe(v.number(), v.integer());

/** The newest version that a side speaks, and the oldest; `negotiation.ts` finds the common one. */
const Protocols = { protocol: Protocol, oldestProtocol: v.optional(Protocol) };

/** The pipes' frames as native messages; `frames.ts` says what they mean. */
export const JsonPipeFrame = v.variant('type', [
  v.object({
    type: v.literal('open'),
    pipe: PipeId,
    windowBytes: Window,
    session: v.optional(Session),
  }),
  v.object({
    type: v.literal('data'),
    pipe: PipeId,
    /** Base64. */
    payload: v.pipe(v.string(), v.maxLength(Math.ceil(MAX_PAYLOAD_BYTES / 3) * 4)),
  }),
  v.object({ type: v.literal('end'), pipe: PipeId }),
  v.object({ type: v.literal('reset'), pipe: PipeId, code: Code, message: Text }),
  v.object({ type: v.literal('credit'), pipe: PipeId, bytes: Bytes }),
  v.object({ type: v.literal('acknowledged'), pipe: PipeId, offset: Offset }),
]);
export type JsonPipeFrame = v.InferOutput<typeof JsonPipeFrame>;

const pipeFrameTypes = ['open', 'data', 'end', 'reset', 'credit', 'acknowledged'] as const;

export function isPipeFrame(message: { type: string }): message is JsonPipeFrame {
  return (pipeFrameTypes as readonly string[]).includes(message.type);
}

/** This side's frames come over the WebSocket from now on. */
const Switch = v.object({ type: v.literal('switch') });

/** From the extension. */
export const ToHelper = v.variant('type', [
  v.object({
    type: v.literal('hello'),
    ...Protocols,
    version: Version,
    /** Names this browser profile, so that a restarted worker finds its port again. */
    profileId: v.pipe(v.string(), v.uuid()),
  }),
  /**
   * Open the local proxy, on this port if it can be had. With `tunnel` all connections share one
   * pipe, encrypted to the server whose key has this pin; otherwise each has its own, with SOCKS5
   * in it.
   */
  v.object({ type: v.literal('listen'), preferredPort: Port, tunnel: v.optional(Tunnel) }),
  v.object({ type: v.literal('stop-listening') }),
  /** Which network this machine is on. Only to a helper with the capability `network-name`. */
  v.object({ type: v.literal('name-network') }),
  /**
   * Open a port that leads to these edges and nowhere else; or it leads to these from now on. Of
   * several addresses of one edge, the name of a login says which, else it is the first.
   */
  v.object({
    type: v.literal('pin-edges'),
    edges: v.pipe(v.array(PinnedEdge), v.maxLength(MAX_PINNED_EDGES)),
  }),
  /**
   * Ask the server through the local proxy where it goes out. Only to a helper with the capability
   * `exit-check`.
   */
  v.object({ type: v.literal('check-exit') }),
  /**
   * Have the system's proxy settings point at this profile's local proxy, or put back what they
   * were. Only to a helper with the capability `system-proxy`, which then also tells of changes
   * that were not asked for here.
   */
  v.object({
    type: v.literal('system-proxy'),
    want: v.picklist(['status', 'on', 'off']),
    /** Also where they point at another profile's. */
    takesOver: v.boolean(),
  }),
  Switch,
  ...JsonPipeFrame.options,
]);
export type ToHelper = v.InferOutput<typeof ToHelper>;

/** To the extension. */
export const ToExtension = v.variant('type', [
  v.object({
    type: v.literal('hello'),
    ...Protocols,
    version: Version,
    capabilities: v.pipe(v.array(v.pipe(v.string(), v.maxLength(40))), v.maxLength(50)),
    relayPid: v.pipe(v.number(), v.integer()),
    agentPid: v.pipe(v.number(), v.integer()),
  }),
  /** The local proxy is open. With `linkToken` a WebSocket to the same port may be opened, once. */
  v.object({ type: v.literal('listening'), port: Port, linkToken: v.optional(LinkToken) }),
  /** The port that leads to the pinned edges, by SOCKS5. */
  v.object({ type: v.literal('edges-pinned'), port: Port }),
  /** The local proxy is closed; its port is free. */
  v.object({ type: v.literal('stopped') }),
  /** A name for the network that stays the same while it does, and says nothing of it. */
  v.object({ type: v.literal('network'), name: v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/)) }),
  v.object({ type: v.literal('system-proxy'), status: SystemProxyStatus }),
  v.object({ type: v.literal('exit-checked'), result: ExitCheckResult }),
  /** So many connections of apps are open now. */
  v.object({
    type: v.literal('connections'),
    open: v.pipe(v.number(), v.integer(), v.minValue(0)),
  }),
  /** The helper cannot do what was asked; it stays connected where it can. */
  v.object({
    type: v.literal('problem'),
    /**
     * HELPER_INCOMPATIBLE, HELPER_NO_PORT, HELPER_START_FAILED, SERVER_WRONG_KEY, or what a newer
     * helper has beside them.
     */
    code: Code,
    message: Text,
  }),
  Switch,
  ...JsonPipeFrame.options,
]);
export type ToExtension = v.InferOutput<typeof ToExtension>;
