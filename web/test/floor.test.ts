// What the oldest browsers do not have is found (lint.mjs): members of what is typed, globals, syntax, styles; and what they have is not.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { scriptFaults, styleFaults } from '../lint.mjs';

const folder = mkdtempSync(path.join(process.cwd(), 'src/floor-'));
afterAll(() => rmSync(folder, { recursive: true }));
function found(text: string, name = 'a.ts'): string[] {
	const file = path.join(folder, name);
	writeFileSync(file, text);
	return scriptFaults([file]).map((f) => f.what);
}

it('in scripts', () => {
	expect(found('export const a = new URLSearchParams("").size;')).toEqual(['URLSearchParams.size']);
	expect(found('export const a = [3, 1].toSorted();')).toEqual(['Array.toSorted']);
	expect(found('export const { promise } = Promise.withResolvers<void>();')).toEqual(['Promise.withResolvers']);
	expect(found('export const a = AbortSignal.any([]);')).toEqual(['AbortSignal.any']);
	expect(found('export const a = (o: object[]) => Object.groupBy(o, () => "x");')).toEqual(['Object.groupBy']);
	expect(found('export const a = structuredClone({});')).toEqual(['structuredClone']);
	expect(found('await Promise.resolve();\nexport {};')).toEqual(['await outside of a function']);
	expect(found('export const a = /(?<=x)y/;')).toHaveLength(1);
}, 120_000);

it('in components', () => {
	expect(found('<script setup lang="ts">\nconst q = new URLSearchParams("");\nconst a = q.size;\n</script>\n<template><p>{{ a }}</p></template>', 'A.vue')).toEqual(['URLSearchParams.size']);
}, 120_000);

it('not what they have', () => {
	expect(found('export async function a() { await fetch("/x"); return [...new URLSearchParams("")].map(([k]) => k.replaceAll("a", "b")).flatMap((x) => x); }\nexport const b = crypto.getRandomValues(new Uint8Array(2)).length ?? document.querySelector("a")?.textContent;')).toEqual([]);
}, 120_000);

it('in styles', () => {
	const whats = (css: string) => styleFaults(path.join(folder, 'a.css'), css).map((f) => f.what);
	expect(whats('a:has(b) { color: red }')).toEqual([':has']);
	expect(whats('a { float: inline-start }')).toEqual(['float: inline-start']);
	expect(whats('@container (width > 1px) { a { color: red } }')).toEqual(['@container']);
	expect(whats('a { display: grid; gap: 4px; inset: 0; color: var(--x) }')).toEqual([]);
});
