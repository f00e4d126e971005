import { hash } from 'node:crypto';

/*
 * Values that vendors print in their own documentation and samples, by the first 16 digits of their SHA-256, so that
 * no scanner takes this file for a leak. They open nothing; a log that shows one shows a copied sample.
 */
const published = new Set([
  // Keys in the samples and tests of the Firebase SDKs.
  '2037abcaffb2b777',
  '3f370c9dd8225c63',
  'e4a5542bb7fd7b67',
  'a19f89ab3555eac1',
  '0b476bdf9acf2123',
  'eb540d2b6ee2a0a4',
  '37f8f09bdf12c2f2',
  '8731261cb72d8626',
  '49f777db995e8260',
  '27a9a42931dff7eb',
  'dc0fcf046c61640c',
  '4c98242dcadc8b29',
  'ea9bb1082cf95663',
  '3a8b61d0f636b007',
  'a6c814bc555ae62c',
  // Passwords in the reference of nuget.config.
  'dba72c00f41f4e4c',
  'a0702bc91d699f60',
]);

/** Says whether `value` is one that its vendor publishes as an example. */
export function isPublishedExample(value: string): boolean {
  return published.has(hash('sha256', value).slice(0, 16));
}
