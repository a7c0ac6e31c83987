import { expect, test } from 'vitest';
import { documentedBlock } from '../../dev/documented-block.ts';

const NGINX = '`/etc/nginx/conf.d/frontage.conf`';

test('is the block right below its lead, and nothing else of the page', async () => {
  const block = await documentedBlock(NGINX);
  expect(block).toMatch(/^server \{\n/);
  expect(block).toMatch(/\n\}\n$/);
  expect(block).not.toContain('```');
});

test('has every place replaced', async () => {
  const block = await documentedBlock(NGINX, [['/etc/frontage', '$&/elsewhere']]);
  expect(block).not.toContain('/etc/frontage');
  expect(block.split('$&/elsewhere')).toHaveLength(5);
});

test('a page that has changed is told, not run as it is', async () => {
  await expect(documentedBlock('`/etc/nowhere`')).rejects.toMatchObject({
    code: 'DOCUMENTED_BLOCK_MISSING',
  });
  await expect(documentedBlock(NGINX, [['listen 80', 'listen 81']])).rejects.toMatchObject({
    code: 'DOCUMENTED_TEXT_MISSING',
  });
});
