package dev.diorama.cache.dax;

import dev.diorama.core.router.Call;
import dev.diorama.core.time.SimClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import software.amazon.awssdk.services.dax.model.DescribeEventsRequest;
import software.amazon.awssdk.services.dax.model.DescribeEventsResponse;
import software.amazon.awssdk.services.dax.model.Event;
import software.amazon.awssdk.services.dax.model.SourceType;

/** What has happened to clusters. */
final class DaxEventService {
  /**
   * How far back is shown unless asked otherwise, and at most; documented:
   * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_dax_DescribeEvents.html
   */
  private static final Duration USUAL = Duration.ofHours(24);

  private static final Duration KEPT = Duration.ofDays(14);

  private final DaxStore store;
  private final SimClock clock;

  DaxEventService(DaxStore store, SimClock clock) {
    this.store = store;
    this.clock = clock;
  }

  DescribeEventsResponse describeEvents(Call call, DescribeEventsRequest request) {
    if (request.sourceName() != null && request.sourceType() == null) {
      throw DaxError.INVALID_PARAMETER_COMBINATION.with(
          "SourceType must be given where SourceName is");
    }
    Instant now = clock.instant();
    Duration span = request.duration() == null ? USUAL : Duration.ofMinutes(request.duration());
    if (span.isNegative() || span.compareTo(KEPT) > 0) {
      throw DaxError.INVALID_PARAMETER_VALUE.with("Duration must not be more than 14 days");
    }
    Instant end = request.endTime() == null ? now : request.endTime();
    Instant start = request.startTime() == null ? end.minus(span) : request.startTime();
    if (start.isAfter(end)) {
      throw DaxError.INVALID_PARAMETER_COMBINATION.with("StartTime must not be after EndTime");
    }
    if (request.sourceType() == SourceType.UNKNOWN_TO_SDK_VERSION) {
      throw DaxError.notOneOf(
          "sourceType", request.sourceTypeAsString(), "CLUSTER, PARAMETER_GROUP, SUBNET_GROUP");
    }
    List<Event> wanted = new ArrayList<>();
    for (Event event : store.region(call.account(), call.region()).events) {
      if (!event.date().isBefore(start)
          && !event.date().isAfter(end)
          && !event.date().isBefore(now.minus(KEPT))
          && (request.sourceType() == null || request.sourceType() == event.sourceType())
          && (request.sourceName() == null || request.sourceName().equals(event.sourceName()))) {
        wanted.add(event);
      }
    }
    Collections.reverse(wanted); // Newest first, observed in the AWS CLI's examples.
    Page<Event> page = Page.of(wanted, request.maxResults(), request.nextToken());
    return DescribeEventsResponse.builder().events(page.items()).nextToken(page.next()).build();
  }
}
