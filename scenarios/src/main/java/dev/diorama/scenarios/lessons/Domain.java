package dev.diorama.scenarios.lessons;

/** The domains of the exam AWS Certified Solutions Architect - Associate (SAA-C03). */
enum Domain {
  SECURE(1),
  RESILIENT(2),
  PERFORMING(3),
  COST(4);

  private final int number;

  Domain(int number) {
    this.number = number;
  }

  /** The key of its name among the labels. */
  String label() {
    return "domain." + number;
  }
}
