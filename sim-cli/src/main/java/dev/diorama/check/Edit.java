package dev.diorama.check;

import dev.diorama.cloudformation.template.SourceNode;
import org.apiguardian.api.API;

/**
 * A change of a text: what stands from {@code start} to {@code end} is replaced.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Edit(SourceNode.Mark start, SourceNode.Mark end, String text) {}
