import { describe, expect, it } from 'vitest';
import { ApiError } from '../data/api';
import { adviceFor, filePath, fitsAddress, placeOf } from './sql-api';

const ref = { owner: 'local', name: 'papers', config: '', split: '' };

describe('placeOf', () => {
  it('is what the server says, or nothing', () => {
    const said = new ApiError('no such column', 422, 'InvalidParameter', { line: 2, column: 7 });
    expect(placeOf(said)).toEqual({ line: 2, column: 7 });
    expect(placeOf(new ApiError('late', 503))).toBeNull();
    expect(placeOf(new Error('x'))).toBeNull();
  });
});

describe('adviceFor', () => {
  it('says what to do where the server cannot go on', () => {
    expect(adviceFor(new ApiError('', 503, 'RequestCancelled'))).toContain('SAMPLE');
    expect(adviceFor(new ApiError('', 503, 'ResponseNotReady'))).toContain('again');
    expect(adviceFor(new ApiError('', 413))).toContain('columns');
    expect(adviceFor(new ApiError('', 422, 'InvalidParameter'))).toBe('');
  });
});

describe('filePath', () => {
  it('carries the query whole, or not at all', () => {
    expect(filePath(ref, 'SELECT 1 + 1', 'csv')).toBe(
      '/api/v1/datasets/local/papers/sql?sql=SELECT+1+%2B+1&format=csv',
    );
    expect(filePath(ref, 'x'.repeat(9000), 'csv')).toBeNull();
    expect(fitsAddress('x'.repeat(9000))).toBe(false);
  });
});
