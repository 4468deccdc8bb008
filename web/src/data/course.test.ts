import { expect, it } from 'vitest';
import { Course } from './course';

it('comes to know a steady speed, in both directions', () => {
  for (const step of [100, -100]) {
    const course = new Course();
    for (let i = 0; i < 20; i += 1) course.follow(50_000 + i * step, i * 20);
    expect(course.ahead(400)).toBeCloseTo(step * 20, -1);
  }
});

it('takes the first step after a rest for that of a frame', () => {
  const course = new Course();
  course.follow(0, 0);
  course.follow(80, 5000);
  expect(course.ahead(400)).toBeCloseTo(800, 0);
  course.follow(160, 5016);
  expect(course.ahead(400)).toBeGreaterThan(800);
});

it('stands still before the first step, after a rest and on a jump within one moment', () => {
  const course = new Course();
  course.follow(10, 0);
  expect(course.ahead(400)).toBe(0);
  course.follow(500, 20);
  expect(course.ahead(400)).toBeGreaterThan(0);
  course.follow(500, 2000);
  expect(course.ahead(400)).toBe(0);
  course.follow(600, 2020);
  course.follow(90_000, 2020);
  expect(course.ahead(400)).toBe(0);
});
