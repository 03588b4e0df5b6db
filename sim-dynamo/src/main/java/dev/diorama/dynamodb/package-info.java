/** DynamoDB on the clock of the simulator. */
@NullMarked
package dev.diorama.dynamodb;

import org.jspecify.annotations.NullMarked;
