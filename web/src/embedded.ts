// The page in one file: with a recording in it, or in a notebook's cell, whose kernel computes.
import { mount } from "svelte";

import App from "./App.svelte";
import "./app.css";
import { liveIn, type Host } from "./host";
import { Parent } from "./hosts/parent";
import { Player } from "./hosts/recorded";
import Model from "./model/Model.svelte";
import Train from "./Train.svelte";
import Watch from "./Watch.svelte";

const data = document.getElementById("replay");
const host: Host = data ? await Player.of(data.textContent) : await Parent.met();
data?.remove();
liveIn(host);
const [train, model] = host.isWatched ? [Watch, Watch] : [Train, Model];
mount(App, { target: document.getElementById("page")!, props: { rooms: { train }, model } });
