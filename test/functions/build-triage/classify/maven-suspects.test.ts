import { describe, expect, it } from 'vitest';
import {
  compareVersions,
  downloads,
  writtenCoordinates,
} from '../../../../functions/build-triage/classify/maven/coordinates.ts';
import { packageFit } from '../../../../functions/build-triage/classify/maven/package-fit.ts';
import { classified } from './classified.ts';

const base = 'https://repo.example.org/maven2';
const pulls = (path: string, version: string): string => {
  const name = path.split('/').at(-1);
  return `[INFO] Downloading from central: ${base}/${path}/${version}/${name}-${version}.pom\n[INFO] Downloading from central: ${base}/${path}/${version}/${name}-${version}.jar`;
};
const compileFails = (...errors: readonly string[]): string =>
  [
    '[ERROR] COMPILATION ERROR : ',
    ...errors,
    '[ERROR] Failed to execute goal org.apache.maven.plugins:maven-compiler-plugin:3.11.0:compile (default-compile) on project app: Compilation failure',
  ].join('\n');

describe('coordinates', () => {
  it('tells group, artifact and version apart whatever the path of the repository', () => {
    const lines = [
      `Downloading from mirror: https://mirror.example.org/a/b/public/com/acme/lib/money/1.2/money-1.2.pom`,
      `Downloading from mirror: https://mirror.example.org/a/b/public/junit/junit/4.1/junit-4.1.jar`,
      `Download https://plugins.example.org/m2/org/coin/coin-core/3.0/coin-core-3.0.jar`,
    ].map((text, at) => ({ number: at + 1, text }));
    expect(downloads(lines).map(({ group, name, version, file }) => [group, name, version, file])).toEqual([
      ['com.acme.lib', 'money', '1.2', 'pom'],
      ['junit', 'junit', '4.1', 'jar'],
      ['org.coin', 'coin-core', '3.0', 'jar'],
    ]);
  });

  it('reads coordinates with and without packaging', () => {
    const text = '+-acme.lib:money:1.2 and acme.web:shop:jar:tests:0.9-SNAPSHOT (managed)';
    expect(writtenCoordinates({ number: 7, text })).toMatchObject([
      { group: 'acme.lib', name: 'money', version: '1.2', line: 7 },
      { group: 'acme.web', name: 'shop', version: '0.9-SNAPSHOT' },
    ]);
  });

  it('orders versions by number', () => {
    expect(['1.10', '1.9', '1.9.1', '1.2-b', '1.2-a'].toSorted(compareVersions)).toEqual([
      '1.2-a',
      '1.2-b',
      '1.9',
      '1.9.1',
      '1.10',
    ]);
  });

  it.each([
    ['acme.lib.money.Till', 'acme.lib', 'money', 0.7],
    ['javax.coin.Till', 'jakarta.coin', 'jakarta.coin-api', 0.7],
    ['opencoin.tools.Till', 'org.opencoin', 'opencoin-tools', 0.5],
  ] as const)('fits %s to %s:%s', (name, group, artifact, least) => {
    expect(packageFit(name, group, artifact)).toBeGreaterThanOrEqual(least);
  });

  it('does not fit a package to an artifact that only shares a top-level name', () => {
    expect(packageFit('org.acme.coin.Till', 'org.other', 'till-core')).toBe(0);
  });
});

describe('the guilty dependency of a Maven build', () => {
  it('is the one whose jar the compiler cannot read', () => {
    const log = [
      pulls('org/acme/web/web-core', '5.0.0'),
      pulls('org/acme/coin/coin-core', '6.1.0'),
      compileFails(
        '[ERROR] /app/src/main/java/till/Till.java:[4,20] cannot access org.acme.coin.Coin',
        '  bad class file: /root/.m2/repository/org/acme/coin/coin-core/6.1.0/coin-core-6.1.0.jar(/org/acme/coin/Coin.class)',
        '    class file has wrong version 61.0, should be 55.0',
      ),
    ].join('\n');
    expect(classified(log).details.dependency).toEqual({ name: 'org.acme.coin:coin-core', to: '6.1.0' });
  });

  it('is the one whose package is gone', () => {
    const log = [
      pulls('org/acme/web/web-core', '5.0.0'),
      pulls('io/purse/purse-api', '2.0'),
      compileFails('[ERROR] /app/src/main/java/till/Till.java:[3,16] package io.purse.old does not exist'),
    ].join('\n');
    expect(classified(log).details.dependency?.name).toBe('io.purse:purse-api');
  });

  it('is the member of a family that is ahead of the others', () => {
    const log = [
      pulls('org/acme/json/json-core', '2.10.0'),
      pulls('org/acme/json/json-tree', '2.10.0'),
      pulls('org/acme/json/json-bind', '2.14.1'),
      '[ERROR] Tests run: 1, Failures: 0, Errors: 1, Skipped: 0, Time elapsed: 0.1 s <<< FAILURE! - in till.TillTest',
      '[ERROR] till.TillTest.reads  Time elapsed: 0.1 s  <<< ERROR!',
      'java.lang.NoClassDefFoundError: org/acme/json/core/Feature',
      '\tat org.acme.json.bind.Binder.open(Binder.java:33)',
      '[ERROR] Failed to execute goal org.apache.maven.plugins:maven-surefire-plugin:3.0.0:test (default-test) on project till: There are test failures.',
    ].join('\n');
    expect(classified(log).details.dependency).toEqual({ name: 'org.acme.json:json-bind', to: '2.14.1' });
  });

  it('is the one that brings in the newest version, where versions do not converge', () => {
    const log = [
      '[WARNING] ',
      'Dependency convergence error for org.acme.json:json-core:2.14.0 paths to dependency are:',
      '+-till:app:1.0',
      '  +-org.acme.json:json-bind:2.14.0',
      '    +-org.acme.json:json-core:2.14.0',
      'and',
      '+-till:app:1.0',
      '  +-org.acme.web:web-core:5.0.0',
      '    +-org.acme.json:json-core:2.10.0',
      '[WARNING] Rule 0: org.apache.maven.plugins.enforcer.DependencyConvergence failed with message:',
      'Failed while enforcing releasability. See above detailed error message.',
      '[ERROR] Failed to execute goal org.apache.maven.plugins:maven-enforcer-plugin:3.0.0:enforce (converge) on project app: Some Enforcer rules have failed.',
    ].join('\n');
    expect(classified(log)).toMatchObject({
      category: 'policy',
      details: { dependency: { name: 'org.acme.json:json-bind' } },
    });
  });

  it('is nobody where an assertion fails in the project itself', () => {
    const log = [
      pulls('org/acme/web/web-core', '5.0.0'),
      '[ERROR] till.TillTest.pays  Time elapsed: 0.1 s  <<< FAILURE!',
      'org.opentest4j.AssertionFailedError: expected: <3> but was: <4>',
      '\tat till.TillTest.pays(TillTest.java:9)',
      '[ERROR] Failed to execute goal org.apache.maven.plugins:maven-surefire-plugin:3.0.0:test (default-test) on project till: There are test failures.',
    ].join('\n');
    expect(classified(log).details.dependency).toBeUndefined();
  });
});
