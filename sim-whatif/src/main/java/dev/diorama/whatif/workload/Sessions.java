package dev.diorama.whatif.workload;

/** When each user's session ends, and the how many-th it is. */
final class Sessions {
  final long nanos;
  final long[] ends;
  final int[] numbers;

  Sessions(Users users) {
    this.nanos = (long) (users.sessionSeconds() * RequestStream.NANOS);
    this.ends = new long[nanos > 0 ? users.count() : 0];
    this.numbers = new int[ends.length];
  }

  void seen(int user, long now) {
    if (nanos > 0 && now >= ends[user]) {
      ends[user] = now + nanos;
      numbers[user]++;
    }
  }

  int number(int user) {
    return nanos > 0 ? numbers[user] : 0;
  }
}
