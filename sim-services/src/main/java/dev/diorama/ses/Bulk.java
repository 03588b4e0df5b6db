package dev.diorama.ses;

import dev.diorama.core.wire.AwsException;

/** What became of one entry of a bulk operation, which as a whole succeeds all the same. */
enum Bulk {
  MESSAGE_REJECTED("MessageRejected"),
  CONFIGURATION_SET_NOT_FOUND("ConfigurationSetDoesNotExist"),
  ACCOUNT_THROTTLED("AccountThrottled"),
  ACCOUNT_DAILY_QUOTA_EXCEEDED("AccountDailyQuotaExceeded"),
  ACCOUNT_SENDING_PAUSED("AccountSendingPaused"),
  CONFIGURATION_SET_SENDING_PAUSED("ConfigurationSetSendingPaused"),
  INVALID_PARAMETER("InvalidParameterValue"),
  FAILED("Failed");

  /** Documented with both operations. */
  private static final int MOST = 50;

  private final String inV1;

  Bulk(String inV1) {
    this.inV1 = inV1;
  }

  String inV1() {
    return inV1;
  }

  static void checkCount(int entries) {
    if (entries < 1 || entries > MOST) {
      throw SesError.INVALID_PARAMETER_VALUE.with(
          "A bulk message has 1 to " + MOST + " destinations, not " + entries + ".");
    }
  }

  static Bulk of(AwsException refusal) {
    if (SesError.MESSAGE_REJECTED.is(refusal)) {
      return MESSAGE_REJECTED;
    } else if (SesError.SET_DOES_NOT_EXIST.is(refusal)) {
      return CONFIGURATION_SET_NOT_FOUND;
    } else if (SesError.THROTTLING.is(refusal)) {
      return refusal.message().startsWith("Daily")
          ? ACCOUNT_DAILY_QUOTA_EXCEEDED
          : ACCOUNT_THROTTLED;
    } else if (SesError.ACCOUNT_PAUSED.is(refusal)) {
      return ACCOUNT_SENDING_PAUSED;
    } else if (SesError.SET_PAUSED.is(refusal)) {
      return CONFIGURATION_SET_SENDING_PAUSED;
    } else if (SesError.INVALID_PARAMETER_VALUE.is(refusal)
        || SesError.INVALID_TEMPLATE_DATA.is(refusal)) {
      return INVALID_PARAMETER;
    }
    return FAILED;
  }
}
