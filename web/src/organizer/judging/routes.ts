import type { RouteRecordRaw } from 'vue-router';

// Children of /desk/:edition.
export const judgingDeskRoutes: RouteRecordRaw[] = [];
