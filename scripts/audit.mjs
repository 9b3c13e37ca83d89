// `npm run audit`: known weaknesses of the packages that run in production. Where the registry does not answer such
// questions (a mirror, no network) it says so and passes: nothing was found out, and nothing here can change that.
import { spawnSync } from 'node:child_process';

const auditArguments = ['audit', '--omit=dev', '--audit-level=high', '--json', '--audit=true'];
const { stdout, stderr, error } = spawnSync('npm', auditArguments, {
  encoding: 'utf8',
  shell: process.platform === 'win32',
  timeout: 120_000,
});

const report = parse(stdout);
const counts = report?.metadata?.vulnerabilities;
if (!counts) {
  const reason = report?.message ?? error?.message ?? stderr.trim().split('\n')[0];
  console.log(`audit: not done, the registry gives no answer: ${reason}`);
} else {
  const grave = Object.values(report.vulnerabilities ?? {}).filter(({ severity }) =>
    ['high', 'critical'].includes(severity),
  );
  for (const { name, severity, range, via } of grave) {
    const titles = via.map((cause) =>
      typeof cause === 'string' ? `by ${cause}` : `${cause.title} ${cause.url}`,
    );
    console.log(`audit: ${severity}: ${name} ${range}: ${titles.join('; ')}`);
  }
  const known = Object.entries(counts).map(([severity, count]) => `${count} ${severity}`);
  console.log(`audit: ${known.join(', ')}`);
  if (grave.length > 0) process.exitCode = 1;
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
