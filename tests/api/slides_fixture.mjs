// A presentation with a slide for each text, as LibreOffice writes a PPTX.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const spaces = ['office', 'drawing', 'text'].map((name) => `xmlns:${name === 'drawing' ? 'draw' : name}="urn:oasis:names:tc:opendocument:xmlns:${name}:1.0"`).join(' ');
const slide = (text) =>
	`<draw:page><draw:frame svg:width="20cm" svg:height="5cm" svg:x="2cm" svg:y="2cm"><draw:text-box><text:p>${text}</text:p></draw:text-box></draw:frame></draw:page>`;

export function presentation(texts) {
	const folder = mkdtempSync(path.join(tmpdir(), 'saitou-slides-'));
	try {
		writeFileSync(
			path.join(folder, 'slides.fodp'),
			`<?xml version="1.0" encoding="UTF-8"?><office:document ${spaces} xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.presentation"><office:body><office:presentation>${texts.map(slide).join('')}</office:presentation></office:body></office:document>`,
		);
		execFileSync('/usr/lib/libreoffice/program/soffice', ['--headless', `-env:UserInstallation=file://${folder}/profile`, '--convert-to', 'pptx', '--outdir', folder, path.join(folder, 'slides.fodp')], { stdio: 'ignore', timeout: 180000 });
		return readFileSync(path.join(folder, 'slides.pptx'));
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}
