/** What `compose --init` writes. */
export const exampleSettings = String.raw`# Settings of "octopus-blue-green compose": what the blue-green process of one Octopus project is made from.
# A value may refer to Octopus variables; then it needs quotes: "#{Some.Variable}".

# The project, which must be there, the role of its machines, and how many of them at a time.
project: My Shop
target-role: web
window: 1

# The package with the application, by its id. Without a feed: the one that is built into the Octopus Server.
package: MyShop
# feed: My feed

# The application, as its sites and folders are to be called. The instance tells two of them on one machine apart.
application: MyShop
# instance: staging
root: D:\BlueGreen

# Two ports that the slots take in turn, or a range (20000-20999) with arr-rewrite and nginx-reload.
ports: 18081,18082

# What sends new requests to the one slot or the other: arr-rewrite, arr-health-file, nginx-flag or nginx-reload.
router: arr-rewrite

# The address that users call, with a path that answers quickly. Its own address only where the name leads elsewhere.
front-door: https://www.example.com/health
# front-door-address: 127.0.0.1:443

# With arr-rewrite: the bindings of the front site, or the site that serves now and is to be taken in.
front-bindings:
  - https/*:443:www.example.com
# adopt: Default Web Site

# With arr-health-file: the web farm of ARR that is there.
# farm: MyFarm

# With nginx-flag and nginx-reload.
# nginx-conf: C:\nginx\conf\myshop.conf
# nginx-listen:
#   - 443 ssl
# nginx-server-lines:
#   - ssl_certificate /etc/nginx/www.crt;
# nginx-program: C:\nginx\nginx.exe
# nginx-main-conf: C:\nginx\conf\nginx.conf

# What must answer well before a slot gets users: a path, statuses and a text, of which the path suffices.
warm-up-urls:
  - /health 200 Healthy
  - /

# The response header in which the application names its release, if it does.
# release-header: X-Release

# Without this the variables are kept in the project.
# library-variable-set: Blue-green
`
