// What a production dependency may be. A new licence or install script is a decision: make it here, with its reason.

/** Licences (SPDX) that let this program be used, changed and passed on by anybody. */
const allowedLicences = [
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  // libvips within sharp: an unchanged library of its own, loaded at run time.
  'LGPL-3.0-or-later',
  'MIT',
  // argparse.
  'Python-2.0',
];

/** Install scripts, with what they would do. None runs: .npmrc says `ignore-scripts`. */
export const knownScripts = {
  '@scarf/scarf': 'reports the installation to a third party',
  '@tensorflow/tfjs-node': 'downloads a native library; `npm run native` does it on demand',
  'onnxruntime-node':
    'downloads libraries for GPUs, which nobody uses here; the one for processors is in the package',
  protobufjs: 'warns of a range of versions that is too wide',
};

/** Why the packages break a rule; empty where none does. */
export function problemsOf(packages) {
  return packages.flatMap(({ name, version, licence, script }) => {
    const problems = [];
    if (!isAllowed(licence)) {
      problems.push(`the licence ${licence}, which is not among ${allowedLicences.join(', ')}`);
    }
    if (script && !Object.hasOwn(knownScripts, name))
      problems.push('an install script that nobody has looked at');
    return problems.map((problem) => `${name}@${version} has ${problem}; see scripts/dependencies/rules.mjs`);
  });
}

/** Of alternatives one must be allowed, of licences that hold together every one. */
const isAllowed = (expression) =>
  expression
    .replaceAll(/[()]/g, '')
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every((licence) => allowedLicences.includes(licence)));
