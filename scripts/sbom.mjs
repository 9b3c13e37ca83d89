// `npm run sbom`: prints a bill of materials in the CycloneDX format: every package that an installation for production
// can have, on any platform, with version, licence, checksum and what it needs. `npm sbom` refuses the overrides of
// package.json in some of its versions.
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { productionEntries, resolved } from './dependencies/lock.mjs';

const { root, entries } = productionEntries(join(import.meta.dirname, '../package-lock.json'));
const refOf = ({ name, version }) => `${name}@${version}`;

const packages = new Map([...entries.values()].map((entry) => [refOf(entry), entry]));
const needs = new Map([[refOf(root), needsOf('', root)]]);
for (const [path, entry] of entries) {
  const known = needs.get(refOf(entry)) ?? [];
  needs.set(refOf(entry), [...new Set([...known, ...needsOf(path, entry)])]);
}

console.log(
  JSON.stringify(
    {
      $schema: 'http://cyclonedx.org/schema/bom-1.5.schema.json',
      bomFormat: 'CycloneDX',
      specVersion: '1.5',
      serialNumber: `urn:uuid:${randomUUID()}`,
      version: 1,
      metadata: {
        timestamp: new Date().toISOString(),
        component: { type: 'application', ...described(root) },
      },
      components: [...packages.values()].map((entry) => ({
        type: 'library',
        ...described(entry),
        // Of the packages for several platforms an installation has one.
        scope: entry.optional || entry.devOptional ? 'optional' : 'required',
        ...(entry.integrity && { hashes: entry.integrity.split(' ').map(hashOf) }),
      })),
      dependencies: [...needs].map(([ref, dependsOn]) => ({ ref, dependsOn })),
    },
    undefined,
    2,
  ),
);

function described({ name, version, license }) {
  const isExpression = / |\(/.test(license ?? '');
  const licences = isExpression ? [{ expression: license }] : [{ license: { id: license } }];
  return {
    'bom-ref': `${name}@${version}`,
    name,
    version,
    purl: `pkg:npm/${name.replace('@', '%40')}@${version}`,
    ...(license && { licenses: licences }),
  };
}

/** Optional packages of other platforms and peers that nobody installs are not in the lockfile. */
function needsOf(path, { dependencies, optionalDependencies, peerDependencies }) {
  const names = Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies });
  return names.flatMap((name) => {
    const found = resolved(entries, path, name);
    return found ? [refOf(found)] : [];
  });
}

/** From the form of subresource integrity, `sha512-<base64>`. */
function hashOf(integrity) {
  const [algorithm, digest] = integrity.split(/-(.*)/s);
  return {
    alg: algorithm.replace('sha', 'SHA-'),
    content: Buffer.from(digest, 'base64').toString('hex'),
  };
}
