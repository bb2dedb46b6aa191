// The part of pdf.js that reads, in a worker; as a file of its own so that it is put into what the oldest browsers can run.
import 'pdfjs-dist/legacy/build/pdf.worker.mjs';
