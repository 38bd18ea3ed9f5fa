// How others read our objects: reads JSON lines of objects on standard input, writes one JSON line each: what kstatus
// says (kubectl, Helm, Flux, kpt and Argo CD's sync waves use it), and what an Argo CD health script says, run by the
// Lua that Argo CD itself embeds, with the limits that Argo CD sets.
// https://github.com/argoproj/argo-cd/blob/master/util/lua/lua.go
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"

	"github.com/fluxcd/cli-utils/pkg/kstatus/status"
	lua "github.com/yuin/gopher-lua"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
)

// Longest line of input in bytes: more than etcd keeps of an object (1.5 MiB).
const longestLine = 4 << 20

type verdict struct {
	Kstatus     string `json:"kstatus"`
	KstatusSays string `json:"kstatusSays"`
	Argo        string `json:"argo"`
	ArgoSays    string `json:"argoSays"`
}

func main() {
	if len(os.Args) != 2 {
		fail(fmt.Errorf("usage: judge <health script in Lua>"))
	}
	script, err := os.ReadFile(os.Args[1])
	if err != nil {
		fail(err)
	}
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, longestLine)
	out := bufio.NewWriter(os.Stdout)
	for lines.Scan() {
		said, err := judge(lines.Bytes(), string(script))
		if err != nil {
			fail(err)
		}
		line, err := json.Marshal(said)
		if err != nil {
			fail(err)
		}
		out.Write(append(line, '\n'))
		// One line for each line read, at once: the other side may wait for it.
		if err := out.Flush(); err != nil {
			fail(err)
		}
	}
	if err := lines.Err(); err != nil {
		fail(err)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

func judge(line []byte, script string) (verdict, error) {
	// Not encoding/json: its numbers are floats, and kstatus wants generations to be integers.
	decoded, err := runtime.Decode(unstructured.UnstructuredJSONScheme, line)
	if err != nil {
		return verdict{}, err
	}
	object, isObject := decoded.(*unstructured.Unstructured)
	if !isObject {
		return verdict{}, fmt.Errorf("not one object: %s", line)
	}
	said, err := status.Compute(object)
	if err != nil {
		return verdict{}, fmt.Errorf("kstatus on %s %s: %w", object.GetKind(), object.GetName(), err)
	}
	health, message, err := argo(script, object.Object)
	if err != nil {
		return verdict{}, fmt.Errorf("health script on %s %s: %w", object.GetKind(), object.GetName(), err)
	}
	return verdict{string(said.Status), said.Message, health, message}, nil
}

// As Argo CD does it: no libraries but the base, string functions and table functions; obj is global; the script returns a
// table with status and message.
func argo(script string, object map[string]interface{}) (string, string, error) {
	state := lua.NewState(lua.Options{SkipOpenLibs: true})
	defer state.Close()
	for _, library := range []struct {
		name string
		open lua.LGFunction
	}{
		{lua.LoadLibName, lua.OpenPackage},
		{lua.BaseLibName, lua.OpenBase},
		{lua.TabLibName, lua.OpenTable},
		{lua.StringLibName, lua.OpenString},
	} {
		if err := state.CallByParam(lua.P{Fn: state.NewFunction(library.open), NRet: 0, Protect: true}, lua.LString(library.name)); err != nil {
			return "", "", err
		}
	}
	state.SetGlobal("obj", toLua(state, object))
	if err := state.DoString(script); err != nil {
		return "", "", err
	}
	table, isTable := state.Get(-1).(*lua.LTable)
	if !isTable {
		return "", "", fmt.Errorf("the script returned %s, not a table", state.Get(-1).Type())
	}
	health := table.RawGetString("status").String()
	switch health {
	case "Healthy", "Progressing", "Degraded", "Suspended", "Missing", "Unknown":
	default:
		return "", "", fmt.Errorf("%q is not a health of Argo CD", health)
	}
	return health, table.RawGetString("message").String(), nil
}

func toLua(state *lua.LState, value interface{}) lua.LValue {
	switch typed := value.(type) {
	case bool:
		return lua.LBool(typed)
	case int64:
		return lua.LNumber(typed)
	case float64:
		return lua.LNumber(typed)
	case string:
		return lua.LString(typed)
	case []interface{}:
		list := state.CreateTable(len(typed), 0)
		for _, item := range typed {
			list.Append(toLua(state, item))
		}
		return list
	case map[string]interface{}:
		table := state.CreateTable(0, len(typed))
		for key, item := range typed {
			table.RawSetString(key, toLua(state, item))
		}
		return table
	}
	return lua.LNil
}
