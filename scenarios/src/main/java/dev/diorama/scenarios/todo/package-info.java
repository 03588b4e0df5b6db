/** MyTodoList, a serverless design. */
@NullMarked
package dev.diorama.scenarios.todo;

import org.jspecify.annotations.NullMarked;
