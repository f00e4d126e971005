import { expect, test } from 'vitest';
import { secretUrl } from '../../../shared/adapters/secret-url.ts';

test.each([
  [true, 'https://your-domain.atlassian.net'],
  [true, 'https://slack.com/api/'],
  [true, 'http://127.0.0.1:40123/api/'],
  [true, 'http://localhost:8080'],
  [true, 'http://[::1]:8080'],
  [false, 'http://slack.com/api/'],
  [false, 'http://127.0.0.1.evil.example/'],
  [false, 'http://localhost.evil.example/'],
  [false, 'https://user:password@jira.example.com'],
  [false, 'ftp://jira.example.com'],
  [false, 'your-domain.atlassian.net'],
  [false, ''],
])('answers %s for %s as a place to send a secret to', (allowed, url) => {
  expect(secretUrl().safeParse(url).success).toBe(allowed);
});
