/**
 * MyTodoList: the Lambda handlers of the design, and the client's side of it as a run.
 *
 * <p>The handlers are written as for AWS and know nothing of Diorama: {@link
 * dev.diorama.scenarios.todo.ListTodos} and its siblings are named in {@code todo/template.yaml},
 * which holds everything else about the design.
 */
@NullMarked
package dev.diorama.scenarios.todo;

import org.jspecify.annotations.NullMarked;
