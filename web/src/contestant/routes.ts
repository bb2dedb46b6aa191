import type { RouteRecordRaw } from 'vue-router';

export const contestantRoutes: RouteRecordRaw[] = [];
