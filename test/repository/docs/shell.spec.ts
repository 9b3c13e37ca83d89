import { expect, it } from 'vitest';
import { commandsOf } from './shell.js';

it('reads commands as the shell does', () => {
  const script = `A=1 B=x,y npm start     # with settings
M=http://host/m; curl -X POST $M/swap -d '{"version": "2"}' \\
  -H "$J"
curl -s url > file && npx some | head -n 1
curl 'http://host/?a=1&b=2'   # a comment`;
  expect(commandsOf(script)).toEqual([
    { settings: { A: '1', B: 'x,y' }, words: ['npm', 'start'] },
    {
      settings: {},
      words: ['curl', '-X', 'POST', 'http://host/m/swap', '-d', '{"version": "2"}', '-H', '$J'],
    },
    { settings: {}, words: ['curl', '-s', 'url'] },
    { settings: {}, words: ['>', 'file'] },
    { settings: {}, words: ['npx', 'some'] },
    { settings: {}, words: ['head', '-n', '1'] },
    { settings: {}, words: ['curl', 'http://host/?a=1&b=2'] },
  ]);
});
