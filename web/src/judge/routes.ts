import type { RouteRecordRaw } from 'vue-router';

export const judgeRoutes: RouteRecordRaw[] = [];
