import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { durationText, hasZone, momentText } from './times';

describe('momentText', () => {
  beforeAll(() => vi.stubEnv('TZ', 'America/New_York'));
  afterAll(() => vi.unstubAllEnvs());

  it('shows UTC as UTC, wherever the reader is', () => {
    expect(momentText('2023-01-01T00:00:00Z')).toBe('2023-01-01 00:00:00Z');
  });

  it('shows a moment of another zone as it is told there', () => {
    expect(momentText('2023-01-01T05:30:00+05:30')).toBe('2023-01-01 05:30:00+05:30');
    expect(momentText('2023-01-01 02:00:00.500000+0200')).toBe('2023-01-01 02:00:00.5+02:00');
    expect(momentText('2023-01-01T05:30:00+05:30', 'local')).toBe('2022-12-31 19:00:00-05:00');
  });

  it('shows the zone of the reader where it is asked to, and says which', () => {
    expect(momentText('2023-01-01T00:00:00Z', 'local')).toBe('2022-12-31 19:00:00-05:00');
    expect(momentText('2023-07-01T00:00:00.25Z', 'local')).toBe('2023-06-30 20:00:00.25-04:00');
  });

  it('leaves a moment without a zone as it stands', () => {
    expect(momentText('2024-04-16T14:46:00')).toBe('2024-04-16 14:46:00');
    expect(momentText('2024-04-16T14:46:00', 'local')).toBe('2024-04-16 14:46:00');
    expect(momentText('2024-04-16')).toBe('2024-04-16');
  });

  it('keeps fractions of a second to the last digit that says something', () => {
    expect(momentText('2024-04-16T14:46:00.123456789Z')).toBe('2024-04-16 14:46:00.123456789Z');
    expect(momentText('2024-04-16T14:46:00.500000')).toBe('2024-04-16 14:46:00.5');
    expect(momentText('2024-04-16T14:46:10.000Z')).toBe('2024-04-16 14:46:10Z');
  });

  it('leaves what is no moment alone', () => {
    expect(momentText('soon')).toBe('soon');
    expect(momentText('2024-99-16T14:46:00Z')).toBe('2024-99-16T14:46:00Z');
    expect(hasZone('2024-04-16T14:46:00Z')).toBe(true);
    expect(hasZone('2024-04-16')).toBe(false);
  });
});

describe('durationText', () => {
  it('reads a count of units as time', () => {
    expect(durationText(5_400_000_000, 'us')).toBe('1:30:00');
    expect(durationText(90, 's')).toBe('0:01:30');
    expect(durationText(183_845_250, 'ms')).toBe('2 d 03:04:05.25');
    expect(durationText(-1_500_000_000n, 'ns')).toBe('-0:00:01.5');
    expect(durationText(0, 'us')).toBe('0:00:00');
  });

  it('leaves what has no known unit a number', () => {
    expect(durationText(5, 'weeks')).toBe('5');
  });
});
