package dev.diorama.scenarios.lessons;

/** The domains of the exam AWS Certified Solutions Architect - Associate (SAA-C03). */
enum Domain {
  SECURE,
  RESILIENT,
  PERFORMING,
  COST;

  /** The key of its name among the labels. */
  String label() {
    return "domain." + (ordinal() + 1);
  }
}
