using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Kaos.Agent.Grains.Clusters;

namespace Kaos.Agent.Grains.Gate.Repositories;

/// <summary>
/// Runs the git command with nothing of the machine in it: no hooks, no configuration of users or of the system, no
/// prompts, no redirects, and no protocol but the one that the repository's address names. Credentials go by the
/// environment, never by an argument.
/// </summary>
internal sealed class Git(GitOpsOptions options, TimeProvider time)
{
    private const int MostErrors = 400;

    // What a command may inherit: where programs are, and which way out the network has.
    private static readonly string[] Inherited =
        ["PATH", "SystemRoot", "TMPDIR", "https_proxy", "HTTPS_PROXY", "no_proxy", "NO_PROXY", "all_proxy", "ALL_PROXY",
            "SSL_CERT_FILE", "SSL_CERT_DIR"];

    /// <param name="settings">Of which repository; null for commands that talk to none.</param>
    /// <exception cref="RepositoryException">It is not there, failed, or took too long.</exception>
    public async Task<byte[]> RunAsync(
        string folder, RepositoryOptions? settings, string[] words, byte[]? input, CancellationToken cancellationToken,
        params (string Name, string Value)[] environment)
    {
        var secret = settings is null ? null : await SecretAsync(settings, cancellationToken);
        using var limit = new CancellationTokenSource(options.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var process = Start(folder, settings, secret, words, environment);
        try
        {
            var errors = process.StandardError.ReadToEndAsync(either.Token);
            var writing = WriteAsync(process, input, either.Token);
            using var output = new MemoryStream();
            await process.StandardOutput.BaseStream.CopyToAsync(output, either.Token);
            await writing;
            await process.WaitForExitAsync(either.Token);
            return process.ExitCode == 0
                ? output.ToArray()
                : throw new RepositoryException(
                    $"git {words[0]} failed: {Hint(settings, Clean(await errors, secret))}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new RepositoryException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"git {words[0]} did not end within {options.Timeout.TotalSeconds:0} seconds"), unclear: true);
        }
        finally
        {
            Stop(process);
        }
    }

    private Process Start(
        string folder, RepositoryOptions? settings, string? secret, string[] words,
        (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(options.Git)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (var word in words)
        {
            start.ArgumentList.Add(word);
        }

        var inherited = Inherited.Select(name => (name, Environment.GetEnvironmentVariable(name))).ToArray();
        start.Environment.Clear();
        foreach (var (name, value) in inherited.Where(pair => pair.Item2 is not null)
            .Concat(Settings(folder, settings, secret))
            .Concat(environment.Select(pair => (pair.Name, (string?)pair.Value))))
        {
            start.Environment[name] = value;
        }

        try
        {
            return Process.Start(start)
                ?? throw new RepositoryException($"the command {options.Git} could not be started");
        }
        catch (Exception missing) when (missing is Win32Exception or DirectoryNotFoundException)
        {
            throw new RepositoryException(
                $"the command {options.Git} is not there: install git beside KAOS, or name it in GitOps:Git");
        }
    }

    private static IEnumerable<(string Name, string? Value)> Settings(
        string folder, RepositoryOptions? settings, string? secret)
    {
        yield return ("HOME", folder);
        yield return ("LC_ALL", "C");
        yield return ("GIT_DIR", folder);
        yield return ("GIT_CONFIG_NOSYSTEM", "1");
        yield return ("GIT_CONFIG_GLOBAL", "/dev/null");
        yield return ("GIT_TERMINAL_PROMPT", "0");
        yield return ("GIT_LITERAL_PATHSPECS", "1");
        yield return ("GIT_ALLOW_PROTOCOL", settings is null ? "none" : new Uri(settings.Url).Scheme);
        yield return ("GIT_SSH_COMMAND", Ssh(settings));
        var config = new List<(string Key, string Value)>
        {
            ("core.hooksPath", "/dev/null"), ("core.fsmonitor", "false"), ("credential.helper",
                ""), ("http.followRedirects", "false"),
            ("gc.auto", "0"), ("maintenance.auto", "false"), ("commit.gpgSign", "false"), ("core.autocrlf", "false"),
        };
        if (settings?.AuthorityFile is { Length: > 0 } authority)
        {
            config.Add(("http.sslCAInfo", Path.GetFullPath(authority)));
        }

        if (secret is not null && settings?.Url.StartsWith("https://", StringComparison.Ordinal) == true)
        {
            // Bound to the repository's own server.
            var server = new Uri(settings.Url).GetLeftPart(UriPartial.Authority);
            config.Add(
                ($"http.{server}/.extraHeader",
                    $"Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(secret))}"));
        }

        yield return ("GIT_CONFIG_COUNT", config.Count.ToString(CultureInfo.InvariantCulture));
        foreach (var (at, (key, value)) in config.Index())
        {
            yield return (string.Create(CultureInfo.InvariantCulture, $"GIT_CONFIG_KEY_{at}"), key);
            yield return (string.Create(CultureInfo.InvariantCulture, $"GIT_CONFIG_VALUE_{at}"), value);
        }
    }

    private static string Ssh(RepositoryOptions? settings) => string.Join(' ',
    [
        "ssh", "-F", "/dev/null", "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=yes", "-o", "ProxyCommand=none",
        .. settings?.SshKeyFile is { Length: > 0 } key
            ? ["-o", "IdentitiesOnly=yes", "-i", Quoted(key)]
            : Array.Empty<string>(),
        .. settings?.KnownHostsFile is { Length: > 0 } known
            ? ["-o", Quoted($"UserKnownHostsFile={known}")]
            : Array.Empty<string>(),
    ]);

    private static string Quoted(string word) => $"'{word.Replace("'", @"'\''")}'";

    private static async Task<string?> SecretAsync(RepositoryOptions settings, CancellationToken cancellationToken)
    {
        if (settings.CredentialsFile is not { Length: > 0 } file)
        {
            return null;
        }

        try
        {
            return (await File.ReadAllTextAsync(file, cancellationToken)).Trim();
        }
        catch (Exception unread) when (unread is IOException or UnauthorizedAccessException)
        {
            throw new RepositoryException(
                $"the credentials file {file} could not be read: mount it, or make it readable for KAOS");
        }
    }

    private static async Task WriteAsync(Process process, byte[]? input, CancellationToken cancellationToken)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(input ?? [], cancellationToken);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended without reading it all; its exit code says why.
        }
    }

    private static void Stop(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // Over already.
        }
    }

    // git asks for a name where the server does not take what it was given, and nobody is there to answer.
    private static string Hint(RepositoryOptions? settings, string errors) =>
        settings is not null && (errors.Contains("could not read Username", StringComparison.Ordinal)
            || errors.Contains("Authentication failed", StringComparison.Ordinal))
            ? settings.CredentialsFile is { Length: > 0 } file
                ? $"the server does not accept the credentials in {file}: put 'user:token' of an account there that may read, and push kaos/*"
                : "the server wants credentials: name a file with 'user:token' in CredentialsFile"
            : errors;

    private static string Clean(string errors, string? secret)
    {
        var text = string.Join(
            "; ", errors.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        foreach (var part in (secret ?? "").Split(':').Append(secret ?? "").Where(part => part.Length > 3))
        {
            text = text.Replace(part, Redaction.Mark, StringComparison.Ordinal);
        }

        text = Redaction.Of(new string([.. text.Where(letter => !char.IsControl(letter))]));
        return text.Length == 0 ? "it said nothing" : text.Length > MostErrors ? $"{text[..MostErrors]}…" : text;
    }
}
