package dev.diorama.cloudfront;

import java.util.List;

/** What the control plane may ask of the edges. */
interface Edges {
  /**
   * Forgets what is cached under those paths, at every edge location and regional cache: whole
   * paths starting with a slash, or prefixes that end in {@code *}.
   */
  void invalidate(String distributionId, List<String> paths);

  /** Forgets everything of a distribution that is deleted. */
  void forget(String distributionId);
}
