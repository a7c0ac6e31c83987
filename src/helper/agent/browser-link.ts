import { randomBytes } from 'node:crypto';
import type { RawData, WebSocket } from 'ws';
import { decodeFrame, encodeFrame } from '../../link/binary-frames.ts';
import { LinkError } from '../../link/errors.ts';
import { FrameChannel } from '../../link/frame-channel.ts';
import { fromJsonFrame, toJsonFrame } from '../../link/json-frames.ts';
import type { LinkPipe } from '../../link/link-pipe.ts';
import type { JsonPipeFrame, ToExtension } from '../../link/messages.ts';
import { LinkPipes } from '../../link/pipes.ts';
import { takeTurns } from './take-turns.ts';

/** Hands a message to the extension by native messaging, in order. */
export type SendToExtension = (message: ToExtension) => void;

export interface BrowserLinkHandlers {
  /** The extension opened a pipe, for an exchange. */
  readonly onExchange: (pipe: LinkPipe) => void;
  /** The extension broke the rules, or the WebSocket was lost. */
  readonly onBroken: () => void;
}

/** The way to one worker while it lives: native messaging, and a WebSocket once it has opened one. */
export class BrowserLink {
  readonly send: SendToExtension;
  readonly pipes: LinkPipes;
  readonly #onBroken: () => void;
  readonly #channel: FrameChannel;
  #token: string | null = randomBytes(32).toString('hex');
  #socket: WebSocket | null = null;

  constructor(send: SendToExtension, { onExchange, onBroken }: BrowserLinkHandlers) {
    this.send = send;
    this.#onBroken = onBroken;
    this.#channel = new FrameChannel({
      sendSlow: (frame) => send(toJsonFrame(frame)),
      announceSwitch: () => send({ type: 'switch' }),
      receive: (frame) => this.pipes.receive(frame),
    });
    const { send: sendFrame } = this.#channel;
    this.pipes = new LinkPipes({ end: 'helper', send: sendFrame, onOpen: onExchange });
  }

  /** Opens a WebSocket once; null when it has been used. */
  get token(): string | null {
    return this.#token;
  }

  /** @throws LinkError when the extension breaks the rules */
  receive(message: JsonPipeFrame | { type: 'switch' }): void {
    if (message.type === 'switch') this.#channel.receiveSwitch();
    else this.#channel.receiveSlow(fromJsonFrame(message));
  }

  /** Frames go over this from now on. */
  use(socket: WebSocket): void {
    this.#token = null;
    this.#socket = socket;
    socket.on('message', (data) => this.#receiveFast(data));
    takeTurns(socket);
    socket.on('error', () => {});
    socket.once('close', this.#onBroken);
    this.#channel.switchTo((frame) => socket.send(encodeFrame(frame)));
  }

  /** The worker is gone, and everything that went through it. */
  end(): void {
    this.pipes.failAll(new LinkError('LINK_LOST', 'The browser is gone.'));
    this.#socket?.off('close', this.#onBroken);
    this.#socket?.terminate();
  }

  #receiveFast(data: RawData): void {
    try {
      this.#channel.receiveFast(decodeFrame(data as Buffer));
    } catch {
      this.#onBroken();
    }
  }
}
