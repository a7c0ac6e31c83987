import { describe, expect, test, vi } from 'vitest';
import { Trouble } from '../../src/background/trouble.ts';
import { MeekError } from '../../src/meek/errors.ts';
import { controllerUnderTest } from './controller-under-test.ts';
import { type FakeTunnel, STEPS } from './fake-tunnel.ts';

test('switched on, it goes through the steps and is on', async () => {
  const { controller, states, is } = controllerUnderTest();
  controller.start();
  await is('on');
  const steps = states.flatMap((state) => (state.kind === 'starting' ? [state.step] : []));
  expect(steps).toEqual(['permissions', ...STEPS]);
  expect(controller.state).toMatchObject({ kind: 'on', front: 'front.example', proxyPort: 1080 });
});

test('switched on twice, there is one run', async () => {
  const { controller, tunnels, is } = controllerUnderTest();
  controller.start();
  controller.start();
  await is('on');
  expect(tunnels.map(({ tries }) => tries)).toEqual([1]);
});

describe('a break', () => {
  test('is degraded until a try after the back-off works', async () => {
    const { controller, tunnels, states, is, retryIn } = controllerUnderTest();
    controller.start();
    await is('on');
    tunnels[0]?.onTrouble('front-unreachable');
    await is('degraded');
    expect(controller.state).toEqual({
      kind: 'degraded',
      layer: 'front',
      reason: 'front-unreachable',
      proxyPort: 1080,
    });
    expect(tunnels[0]?.calls).toEqual(['bring-up', 'mark-down']);
    const statesBefore = states.length;
    await retryIn(250);
    await is('on');
    expect(states.slice(statesBefore).map(({ kind }) => kind)).toEqual(['on']);
  });

  test('that stays is tried less and less often, and from the start after success', async () => {
    const { controller, tunnels, made, is, retryIn } = controllerUnderTest();
    const delaysMs = [250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000];
    made.prepare = ({ failures }) => {
      for (const _ of delaysMs) failures.push(new MeekError('MEEK_FRONT_REFUSED', ''));
    };
    controller.start();
    for (const delayMs of delaysMs) await retryIn(delayMs);
    await is('on');
    tunnels[0]?.onTrouble('server-busy');
    await retryIn(250);
    await is('on');
  });

  test.each(['helper-missing', 'permission-missing', 'token-refused'] as const)(
    'by %s waits for the person',
    async (reason) => {
      const { controller, clock, tunnels, made, is } = controllerUnderTest();
      made.prepare = ({ failures }) => failures.push(new Trouble(reason));
      controller.start();
      await is('failed');
      expect(controller.state).toMatchObject({ kind: 'failed', reason });
      clock.advance(3_600_000);
      expect(tunnels[0]?.tries).toBe(1);
      controller.start();
      await is('on');
      expect(tunnels[0]?.tries).toBe(2);
    },
  );

  test('during a step is what ended it, whatever the step says', async () => {
    const { controller, tunnels, made, is } = controllerUnderTest();
    made.prepare = (tunnel) => {
      tunnel.waitsAt = 'front';
    };
    controller.start();
    await vi.waitFor(() => expect(controller.state).toMatchObject({ step: 'front' }));
    tunnels[0]?.onTrouble('helper-stopped');
    await is('degraded');
    expect(controller.state).toMatchObject({ reason: 'helper-stopped' });
  });

  test('that nobody foresaw is internal, and tried again', async () => {
    const { controller, made, is, retryIn } = controllerUnderTest();
    made.prepare = ({ failures }) => failures.push(new TypeError('x is undefined'));
    controller.start();
    await is('degraded');
    expect(controller.state).toMatchObject({ reason: 'internal' });
    await retryIn(250);
    await is('on');
  });
});

describe('the proxy setting lost', () => {
  test('while on: the tunnel is shut at once', async () => {
    const { controller, tunnels, is } = controllerUnderTest();
    controller.start();
    await is('on');
    controller.loseProxy('proxy-held-by-extension');
    expect(tunnels[0]?.isOpen).toBe(false);
    await is('degraded');
  });

  test('during a step: the tunnel is shut at once', async () => {
    const { controller, tunnels, made, is } = controllerUnderTest();
    made.prepare = (tunnel) => {
      tunnel.waitsAt = 'front';
    };
    controller.start();
    await vi.waitFor(() => expect(controller.state).toMatchObject({ step: 'front' }));
    controller.loseProxy('proxy-held-by-policy');
    expect(tunnels[0]?.calls).toEqual(['bring-up', 'shut']);
    await is('failed');
  });

  test('while a retry is due: the tunnel is shut before that', async () => {
    const { controller, tunnels, is } = controllerUnderTest();
    controller.start();
    await is('on');
    tunnels[0]?.onTrouble('front-unreachable');
    await is('degraded');
    controller.loseProxy('proxy-held-by-extension');
    expect(tunnels[0]?.calls).toEqual(['bring-up', 'mark-down', 'shut']);
  });

  test('while a retry is due for another reason: it tries at once, and finds out', async () => {
    const { controller, tunnels, is } = controllerUnderTest();
    controller.start();
    await is('on');
    tunnels[0]?.failures.push(new Trouble('proxy-held-by-extension'));
    tunnels[0]?.onTrouble('front-unreachable');
    await is('degraded');
    controller.loseProxy('proxy-held-by-extension');
    await vi.waitFor(() =>
      expect(controller.state).toMatchObject({ reason: 'proxy-held-by-extension' }),
    );
  });

  test('and had again: the retry is at once', async () => {
    const { controller, is } = controllerUnderTest();
    controller.start();
    await is('on');
    controller.loseProxy('proxy-held-by-extension');
    await is('degraded');
    controller.retryNow();
    await is('on');
  });

  test('while off: nothing happens', async () => {
    const { controller, states } = controllerUnderTest();
    controller.loseProxy('proxy-held-by-extension');
    expect(states).toEqual([]);
  });
});

describe('switched off', () => {
  test.each(STEPS)('during “%s” it takes down, and ends off', async (step) => {
    const { controller, tunnels, made, releaseProxy, is } = controllerUnderTest();
    made.prepare = (tunnel) => {
      tunnel.waitsAt = step;
    };
    controller.start();
    await vi.waitFor(() => expect(controller.state).toMatchObject({ step }));
    await vi.waitFor(() => expect(tunnels).toHaveLength(1));
    await controller.stop();
    await is('off');
    expect(tunnels[0]?.calls).toEqual(['bring-up', 'take-down']);
    expect(releaseProxy).toHaveBeenCalledOnce();
  });

  test('while a retry is due', async () => {
    const { controller, clock, tunnels, is } = controllerUnderTest();
    controller.start();
    await is('on');
    tunnels[0]?.onTrouble('front-unreachable');
    await is('degraded');
    await controller.stop();
    expect(controller.state).toEqual({ kind: 'off' });
    clock.advance(3_600_000);
    expect(tunnels[0]?.tries).toBe(1);
  });

  test('before the profile was read, nothing is brought up', async () => {
    const { controller, tunnels } = controllerUnderTest();
    controller.start();
    await controller.stop();
    expect(controller.state).toEqual({ kind: 'off' });
    expect(tunnels.filter(({ isOpen }) => isOpen)).toEqual([]);
  });

  test('the setting is given back after the tunnel is down, even if that fails', async () => {
    const { controller, tunnels, releaseProxy, is } = controllerUnderTest();
    controller.start();
    await is('on');
    const takenDown = vi.spyOn(tunnels[0] as FakeTunnel, 'takeDown');
    takenDown.mockRejectedValue(new Error('the rules are full'));
    await controller.stop();
    expect(controller.state).toEqual({ kind: 'off' });
    expect(takenDown).toHaveBeenCalledBefore(releaseProxy);
  });

  test('after a failure without a tunnel, the setting is given back, too', async () => {
    const { controller, made, releaseProxy, is } = controllerUnderTest();
    made.profile = null;
    controller.start();
    await is('failed');
    await controller.stop();
    expect(controller.state).toEqual({ kind: 'off' });
    expect(releaseProxy).toHaveBeenCalledOnce();
  });
});

test('without a profile it fails; with one, it starts', async () => {
  const { controller, made, is } = controllerUnderTest();
  const { profile } = made;
  made.profile = null;
  controller.start();
  await is('failed');
  expect(controller.state).toEqual({ kind: 'failed', layer: 'browser', reason: 'no-profile' });
  made.profile = profile;
  controller.start();
  await is('on');
});

test('settings that cannot be read hold the browser, and are tried again', async () => {
  const { controller, made, releaseProxy, is, retryIn } = controllerUnderTest();
  const { profile } = made;
  Object.defineProperty(made, 'profile', {
    configurable: true,
    get() {
      throw new Error('The database is gone.');
    },
  });
  controller.start();
  await is('degraded');
  expect(releaseProxy).not.toHaveBeenCalled();
  Object.defineProperty(made, 'profile', { value: profile });
  await retryIn(250);
  await is('on');
});

test('a restart makes a new tunnel, and does not let the browser go', async () => {
  const { controller, tunnels, states, releaseProxy, is } = controllerUnderTest();
  controller.start();
  await is('on');
  await controller.restart();
  await is('on');
  expect(tunnels.map(({ calls }) => calls)).toEqual([['bring-up', 'take-down'], ['bring-up']]);
  expect(states.map(({ kind }) => kind)).not.toContain('off');
  expect(releaseProxy).not.toHaveBeenCalled();
});

describe('the browser', () => {
  test('is held in before the first step', async () => {
    const { controller, holdProxy, tunnels, is } = controllerUnderTest();
    holdProxy.mockImplementation(async () => expect(tunnels).toEqual([]));
    controller.start();
    await is('on');
    expect(holdProxy).toHaveBeenCalledOnce();
  });

  test('goes direct with the tunnel taken down, and is held in when it comes back', async () => {
    const { controller, tunnels, openProxyUntil, holdProxy, releaseProxy, is } =
      controllerUnderTest();
    controller.start();
    await is('on');
    openProxyUntil.mockImplementation(async () =>
      expect(tunnels[0]?.calls.at(-1)).toBe('take-down'),
    );
    await controller.goDirect(9_000);
    expect(openProxyUntil).toHaveBeenCalledExactlyOnceWith(9_000);
    expect(controller.state).toEqual({ kind: 'direct', untilMs: 9_000 });
    await controller.restart();
    expect(controller.state.kind).toBe('direct');
    controller.start();
    await is('on');
    expect(holdProxy).toHaveBeenCalledTimes(2);
    expect(releaseProxy).not.toHaveBeenCalled();
  });

  test('is let go when it is switched off while it goes direct', async () => {
    const { controller, releaseProxy } = controllerUnderTest();
    await controller.goDirect(9_000);
    await controller.stop();
    expect(controller.state).toEqual({ kind: 'off' });
    expect(releaseProxy).toHaveBeenCalledOnce();
  });
});
