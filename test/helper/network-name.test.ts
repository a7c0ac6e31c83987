import { expect, test } from 'vitest';
import { networkName, routersIn, subnetsOf } from '../../src/helper/agent/network-name.ts';

const address = (ip: string, more: object = {}) => ({
  ...{ address: ip, netmask: '255.255.255.0', family: 'IPv4', internal: false },
  ...{ mac: '00:00:00:00:00:00', cidr: null },
  ...more,
});

test('is the same again, another for every browser profile, and says nothing', async () => {
  const name = await networkName('one');
  expect(name).toMatch(/^[0-9a-f]{16}$/);
  expect(await networkName('one')).toBe(name);
  expect(await networkName('other')).not.toBe(name);
});

test('goes by the subnets of real interfaces, whatever the address in them', () => {
  const interfaces = {
    lo: [address('127.0.0.1', { internal: true })],
    eth0: [address('192.168.1.23'), address('fe80::1', { family: 'IPv6' })],
    docker0: [address('172.17.0.1')],
    wlan0: [address('10.20.30.40', { netmask: '255.255.0.0' })],
    none: undefined,
  };
  expect(subnetsOf(interfaces as never)).toEqual([
    '192.168.1.0/255.255.255.0',
    '10.20.0.0/255.255.0.0',
  ]);
});

test('finds the default gateway’s hardware address in Linux’ tables', () => {
  const routes = `Iface	Destination	Gateway 	Flags	RefCnt	Use	Metric	Mask
eth0	00000000	0101A8C0	0003	0	0	100	00000000
eth0	0001A8C0	00000000	0001	0	0	100	00FFFFFF
`;
  const neighbours = `IP address       HW type     Flags       HW address            Mask     Device
192.168.1.9      0x1         0x2         02:00:00:00:00:09     *        eth0
192.168.1.1      0x1         0x2         02:00:00:00:00:01     *        eth0
`;
  expect(routersIn(routes, neighbours)).toEqual(['02:00:00:00:00:01']);
  expect(routersIn('', '')).toEqual([]);
});
