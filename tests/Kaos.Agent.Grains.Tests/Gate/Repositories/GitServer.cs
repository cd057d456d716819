using System.Diagnostics;
using System.Text;
using Kaos.Tests.Git;
using Kaos.Tests.Tls;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Kaos.Agent.Grains.Tests.Gate.Repositories;

/// <summary>
/// A forge as far as git sees one: git's own <c>http-backend</c> behind TLS, for one account with a password.
/// </summary>
internal sealed class GitServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly string root;
    private readonly string account;

    private GitServer(WebApplication app, Origin origin, string account) =>
        (this.app, root, this.account) = (app, origin.Root, account);

    public string Url => $"{new Uri(app.Urls.First()).GetLeftPart(UriPartial.Authority)}/origin.git";

    /// <summary>Whether somebody came with the account, by request.</summary>
    public List<(string Path, bool Known)> Asked { get; } = [];

    /// <param name="account"><c>user:token</c>.</param>
    public static async Task<GitServer> StartAsync(Origin origin, TestCertificates authority, string account)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().UseUrls("https://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.ConfigureHttpsDefaults(https => https.ServerCertificate = authority.Server("forge")));
        var listening = builder.Build();
        var server = new GitServer(listening, origin, account);
        listening.Run(server.AnswerAsync);
        await listening.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        var known = http.Request.Headers.Authorization
            == $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(account))}";
        Asked.Add(($"{http.Request.Path}{http.Request.QueryString}", known));
        if (!known)
        {
            http.Response.StatusCode = 401;
            http.Response.Headers.WWWAuthenticate = "Basic realm=\"forge\"";
            return;
        }

        using var backend = Backend(http.Request);
        await http.Request.Body.CopyToAsync(backend.StandardInput.BaseStream, http.RequestAborted);
        backend.StandardInput.Close();
        var output = backend.StandardOutput.BaseStream;
        while (await LineAsync(output, http.RequestAborted) is { Length: > 0 } line)
        {
            var (name, value) = (line[..line.IndexOf(':')], line[(line.IndexOf(':') + 1)..].Trim());
            if (name == "Status")
            {
                http.Response.StatusCode = int.Parse(value[..3], System.Globalization.CultureInfo.InvariantCulture);
            }
            else
            {
                http.Response.Headers[name] = value;
            }
        }

        await output.CopyToAsync(http.Response.Body, http.RequestAborted);
        await backend.WaitForExitAsync(http.RequestAborted);
    }

    // As RFC 3875 hands a request to a program.
    private Process Backend(HttpRequest request)
    {
        var start = new ProcessStartInfo("git", "http-backend")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in new Dictionary<string, string?>
        {
            ["GIT_PROJECT_ROOT"] = root,
            ["GIT_HTTP_EXPORT_ALL"] = "1",
            ["GIT_CONFIG_GLOBAL"] = "/dev/null",
            ["PATH_INFO"] = request.Path.Value,
            ["REQUEST_METHOD"] = request.Method,
            ["QUERY_STRING"] = request.QueryString.Value?.TrimStart('?'),
            ["CONTENT_TYPE"] = request.ContentType,
            ["HTTP_CONTENT_ENCODING"] = request.Headers.ContentEncoding,
            ["GIT_PROTOCOL"] = request.Headers["Git-Protocol"],
            ["REMOTE_USER"] = account.Split(':')[0],
        })
        {
            start.Environment[name] = value;
        }

        return Process.Start(start) ?? throw new InvalidOperationException("git did not start");
    }

    private static async Task<string> LineAsync(Stream output, CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (await output.ReadAsync(one, cancellationToken) == 1 && one[0] != '\n')
        {
            line.Append((char)one[0]);
        }

        return line.ToString().TrimEnd('\r');
    }
}
