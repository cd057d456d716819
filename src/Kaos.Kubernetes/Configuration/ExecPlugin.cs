using System.Buffers;
using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Kaos.Kubernetes.Client;
using Kaos.Kubernetes.Json;

namespace Kaos.Kubernetes.Configuration;

/// <summary>A program that hands out credentials (client.authentication.k8s.io).</summary>
internal sealed record ExecPlugin(
    string User,
    string ApiVersion,
    string Command,
    IReadOnlyList<string> Arguments,
    IReadOnlyList<KeyValuePair<string, string>> Environment,
    string? InstallHint,
    string ExecInfo)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    public static ExecPlugin Read(KubeconfigEntry exec, string user, KubeconfigEntry cluster)
    {
        var version = exec.Text("apiVersion") ?? "";
        if (version is not ("client.authentication.k8s.io/v1" or "client.authentication.k8s.io/v1beta1"))
        {
            throw exec.Fault(
                $"the exec plugin of user '{user}' speaks '{version}'; client.authentication.k8s.io/v1 and v1beta1 are " +
                "understood. Update the plugin.",
                "apiVersion");
        }

        var command = exec.Required("command", $"the exec plugin of user '{user}'");
        return new ExecPlugin(
            user,
            version,
            command.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal) ? exec.Resolve(command) : command,
            [.. exec.Texts("args")],
            [.. exec.Items("env")
                .Select(item => KeyValuePair.Create(item.Required("name", "a variable"), item.Text("value") ?? ""))],
            exec.Text("installHint"),
            Info(version, exec.Flag("provideClusterInfo") ? cluster : null));
    }

    /// <exception cref="KubeconfigException">The program failed or said something else than a credential.</exception>
    public async Task<ExecAnswer> RunAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        using var limit = new Deadline(Longest, time, cancellationToken);
        using var process = Start();
        try
        {
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            if (process.ExitCode != 0)
            {
                throw Fault(
                    FormattableString.Invariant($"ended with exit code {process.ExitCode}: {LastLine(await errors)}"));
            }

            return Parse(await output);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Fault($"did not end within {Longest.TotalSeconds:0} s; it may wait for somebody to sign in");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private Process Start()
    {
        var start = new ProcessStartInfo(Command, Arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        foreach (var (name, value) in Environment)
        {
            start.Environment[name] = value;
        }

        start.Environment["KUBERNETES_EXEC_INFO"] = ExecInfo;
        try
        {
            return Process.Start(start) ?? throw Fault("could not be started");
        }
        catch (Win32Exception failure)
        {
            throw Fault($"could not be started: {failure.Message}", failure);
        }
    }

    private ExecAnswer Parse(string output)
    {
        try
        {
            using var document = JsonDocument.Parse(output);
            var answer = document.RootElement;
            if (answer.TextOf("kind") != "ExecCredential" || answer.TextOf("apiVersion") != ApiVersion)
            {
                throw Fault($"answered with {answer.TextOf("apiVersion")} {answer.TextOf("kind")} instead of {ApiVersion} ExecCredential");
            }

            var status = answer.MemberOf("status");
            var token = status.TextOf("token");
            var (certificate, key) = (status.TextOf("clientCertificateData"), status.TextOf("clientKeyData"));
            if (token is null && (certificate is null || key is null))
            {
                throw Fault("answered with neither a token nor a client certificate and key");
            }

            var expiry = status.MemberOf("expirationTimestamp");
            return new ExecAnswer(
                new ClusterCredential(
                    token is null ? null : "Bearer " + token,
                    certificate is null || key is null
                        ? null
                        : KubeconfigUser.FromPem(Encoding.UTF8.GetBytes(certificate), Encoding.UTF8.GetBytes(key))),
                expiry.ValueKind == JsonValueKind.String && expiry.TryGetDateTimeOffset(out var at) ? at : null);
        }
        catch (Exception broken) when (broken is JsonException or System.Security.Cryptography.CryptographicException)
        {
            // Never the output itself: it may hold a token.
            throw Fault("answered with something that is no ExecCredential", broken);
        }
    }

    private KubeconfigException Fault(string what, Exception? inner = null) => new(
        $"The credential plugin '{Command}' of user '{User}' {what}. " +
        (InstallHint is { Length: > 0 } hint ? hint.Trim() : "Run it by hand to see what it needs."),
        innerException: inner);

    private static string LastLine(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .LastOrDefault() ?? "no message";

    private static string Info(string version, KubeconfigEntry? cluster)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteString("apiVersion", version);
        json.WriteString("kind", "ExecCredential");
        json.WriteStartObject("spec");
        json.WriteBoolean("interactive", false);
        if (cluster is not null)
        {
            json.WriteStartObject("cluster");
            json.WriteWhenSet("server", cluster.Text("server"));
            json.WriteWhenSet("tls-server-name", cluster.Text("tls-server-name"));
            json.WriteBoolean("insecure-skip-tls-verify", cluster.Flag("insecure-skip-tls-verify"));
            json.WriteWhenSet(
                "certificate-authority-data",
                cluster.Bytes("certificate-authority") is { } pem ? Convert.ToBase64String(pem) : null);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}

/// <summary>What a plugin handed out, and until when it is good; null means until it is refused.</summary>
internal sealed record ExecAnswer(ClusterCredential Credential, DateTimeOffset? Expires);
