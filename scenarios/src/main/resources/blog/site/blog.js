// The page comes from S3 through the distribution, the posts from the API below the same host.
const posts = document.querySelector('#posts');
fetch('api/posts').then(answer => answer.json()).then(page => {
  if (page.posts.length > 0) {
    posts.replaceChildren(...page.posts.map(post => {
      const line = document.createElement('li');
      if (post.picture) {
        const picture = document.createElement('img');
        picture.src = post.picture.slice(1);
        picture.alt = '';
        line.append(picture);
      }
      line.append(`${post.title} (${post.author}, ${post.publishedAt.slice(0, 10)})`);
      return line;
    }));
  }
});

const articles = document.querySelector('#articles');
for (let number = 0; number < 20; number++) {
  const link = document.createElement('a');
  link.href = `articles/${number}.html`;
  link.textContent = number;
  articles.append(link, ' ');
}

const form = document.querySelector('#subscribe');
form.addEventListener('submit', event => {
  event.preventDefault();
  fetch('api/subscribers', {
    method: 'POST',
    headers: {'Content-Type': 'application/json'},
    body: JSON.stringify(Object.fromEntries(new FormData(form))),
  }).then(answer => answer.json()).then(answer => {
    form.querySelector('output').textContent = answer.message || answer.status;
  });
});
