import { excerpt } from '../../shared/log/excerpt.ts';
import { fingerprint } from '../../shared/log/fingerprint.ts';
