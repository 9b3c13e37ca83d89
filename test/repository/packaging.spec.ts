import { readFileSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
type Manifest = Record<string, Record<string, string>>;
const manifest = JSON.parse(read('package.json')) as Manifest;
const lockfile = read('package-lock.json');
const optional = '@tensorflow/tfjs-node';

describe('The package', () => {
  it('has a lockfile that names no download host, so that any registry will do', () => {
    const resolved = [...lockfile.matchAll(/"resolved": "(.+)"/g)].map(([, place]) => place);
    // A folder of this repository has a path, which is the same everywhere.
    expect(resolved).toEqual(['packages/tfjs']);
    expect(lockfile).not.toMatch(/https?:\/\/registry/);
  });

  it('has a program that npx can run as it was built', () => {
    const [program] = Object.values(manifest['bin'] ?? {});
    expect(statSync(new URL(`../../${program}`, import.meta.url)).mode & 0o111).toBe(0o111);
  });

  it('has a lockfile that fits its manifest', () => {
    const { dependencies, devDependencies, optionalDependencies } = manifest;
    const { packages } = JSON.parse(lockfile) as { packages: Record<string, unknown> };
    expect(packages['']).toMatchObject({ dependencies, devDependencies, optionalDependencies });
  });

  it('has a lockfile that knows the packages of every platform; npm refuses it elsewhere without them', () => {
    const { packages } = JSON.parse(lockfile) as { packages: Record<string, Manifest> };
    const names = new Set(
      Object.keys(packages).map((path) => path.slice(path.lastIndexOf('node_modules/') + 13)),
    );
    const wanted = Object.values(packages).flatMap(({ optionalDependencies = {} }) =>
      Object.keys(optionalDependencies),
    );
    expect(wanted.filter((name) => !names.has(name))).toEqual([]);
  });

  it.each(['@nestjs/core', '@nestjs/microservices', 'kafkajs', '@google-cloud/pubsub'])(
    'depends on %s',
    (name) => {
      expect(manifest.dependencies).toHaveProperty([name]);
    },
  );

  it('is tested with @nestjs/testing', () => {
    expect(manifest.devDependencies).toHaveProperty(['@nestjs/testing']);
  });

  it('installs where the native library cannot be had, and classifies there all the same', () => {
    expect(manifest.optionalDependencies).toHaveProperty([optional]);
    expect(manifest.dependencies).not.toHaveProperty([optional]);
    for (const part of ['core', 'layers', 'converter', 'backend-cpu', 'backend-wasm'])
      expect(manifest.dependencies).toHaveProperty([`@tensorflow/tfjs-${part}`]);
  });

  it('runs no install script of any dependency, and needs none of its own before or after a command', () => {
    expect(read('.npmrc').split('\n')).toContain('ignore-scripts=true');
    expect(Object.keys(manifest.scripts ?? {}).filter((name) => /^(pre|post)/.test(name))).toEqual([]);
  });

  it('pins every direct dependency to one version, or to a folder of this repository', () => {
    const { dependencies, devDependencies, optionalDependencies } = manifest;
    const versions = Object.values({ ...dependencies, ...devDependencies, ...optionalDependencies });
    const pinned = /^(\d+\.\d+\.\d+(-[\w.]+)?|file:packages\/[\w-]+)$/;
    expect(versions.filter((version) => !pinned.test(version))).toEqual([]);
  });
});
