import { outsideAttacks } from './attacks.ts';
import { carriers } from './carriers.ts';
import { comeToNothing } from './come-to-nothing.ts';

comeToNothing(
  'attacks of others, in what people write (needs the data folder injection)',
  outsideAttacks(),
  carriers.slice(4),
);
