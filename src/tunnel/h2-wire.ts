import type { Settings } from 'node:http2';

/**
 * What may be on its way in one connection, in bytes.
 *
 * A receiver asks for more once it has used half a window, so a sender that is to go on without
 * a pause needs twice the bandwidth-delay product: 8 MiB carry 320 Mbit/s over 100 ms.
 */
const STREAM_WINDOW_BYTES = 8 * 1024 * 1024;

/** The same for all connections together. Node returns it at once, whoever reads how slowly. */
export const SESSION_WINDOW_BYTES = 32 * 1024 * 1024;

/** Larger frames delay what the other connections send between them. */
const FRAME_BYTES = 64 * 1024;

/** Connections and UDP flows at a time; beyond, the client does not ask. */
export const MAX_STREAMS = 1024;

/** A CONNECT has a handful of short fields; names have 255 bytes at most. */
const HEADER_LIST_BYTES = 8 * 1024;

/** Sent by both ends (RFC 9113, section 6.5.2). */
export const COMMON_SETTINGS: Settings = {
  initialWindowSize: STREAM_WINDOW_BYTES,
  maxFrameSize: FRAME_BYTES,
  maxHeaderListSize: HEADER_LIST_BYTES,
};

/** Sent by the server; extended CONNECT is RFC 8441. */
export const SERVER_SETTINGS: Settings = {
  ...COMMON_SETTINGS,
  maxConcurrentStreams: MAX_STREAMS,
  enableConnectProtocol: true,
};

/** Sent by the client: nothing is ever pushed. */
export const CLIENT_SETTINGS: Settings = { ...COMMON_SETTINGS, enablePush: false };

/**
 * Memory of nghttp2 and of frames not yet sent, in MB. Node refuses new streams beyond it, and
 * its own 10 are less than `MAX_STREAMS` busy ones hold.
 */
export const SESSION_MEMORY_MB = 128;
