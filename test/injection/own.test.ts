import { ownAttacks } from './attacks.ts';
import { carriers } from './carriers.ts';
import { comeToNothing } from './come-to-nothing.ts';

comeToNothing('our own attacks', ownAttacks, carriers);
