// Where a file is had as the pages show it: slides as the PDF that the server has made of them.
export const shownAt = (file: { id: number; as_pdf?: string | null }): string => `/api/v1/attachments/${file.id}${file.as_pdf === 'made' ? '/as-pdf' : ''}`;
