package dev.diorama.whatif.engine;

/** What a cache has counted of requests that came through others, or that it passed on. */
final class FastCounts {
  double hits;
  double misses;
  double stale;
}
