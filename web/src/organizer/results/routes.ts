// Pages of results at the desk; those of one round stand inside its frame.
import type { RouteRecordRaw } from 'vue-router';

export const standingRoutes: RouteRecordRaw[] = [];

export const resultsDeskRoutes: RouteRecordRaw[] = [];
