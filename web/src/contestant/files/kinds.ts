// What each kind of file may be (api/files/attachment_kinds.c); the server decides by content.
const MiB = 1024 * 1024;
const documents = { names: 'PDF, PNG, JPEG', accept: '.pdf,.png,.jpg,.jpeg,application/pdf,image/png,image/jpeg' };

export const accepts: Record<string, { names: string; accept: string; max: number }> = {
	licence: { ...documents, max: 20 * MiB },
	roadshow: { names: 'PDF, PPT, PPTX', accept: '.pdf,.ppt,.pptx', max: 100 * MiB },
	picture: { names: 'PNG, JPEG, WebP', accept: '.png,.jpg,.jpeg,.webp', max: 10 * MiB },
	evidence: { ...documents, max: 50 * MiB },
	other: { ...documents, max: 20 * MiB },
};
